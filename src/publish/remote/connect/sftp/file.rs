//! The bytes of one file at a server, piece by piece.

use std::io::{self, Read};

use russh_sftp::client::fs::File;
use russh_sftp::protocol::{OpenFlags, StatusCode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{Line, is};

/// Bytes that are held of a file at once.
const PIECE: usize = 256 * 1024;

/// Writes a file from a stream, to the server's disk itself where it can tell that.
pub fn fill(line: &Line, path: &str, from: &mut dyn Read) -> io::Result<()> {
    let flags = OpenFlags::CREATE | OpenFlags::TRUNCATE | OpenFlags::WRITE;
    let file = line.wait(line.files.open_with_flags(line.at(path), flags))?;
    let mut open = Open { line, file: Some(file) };
    let mut piece = vec![0; PIECE];
    loop {
        let read = match from.read(&mut piece) {
            Ok(0) => return open.finish(),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        open.write(&piece[..read])?;
    }
}

/// Opens a file to be read; `None` if there is none.
pub fn open<'l>(line: &'l Line, path: &str) -> io::Result<Option<Box<dyn Read + 'l>>> {
    match line.runtime.block_on(line.files.open(line.at(path))) {
        Ok(file) => Ok(Some(Box::new(Open { line, file: Some(file) }))),
        Err(error) if is(&error, StatusCode::NoSuchFile) => Ok(None),
        Err(error) => Err(line.error(&error)),
    }
}

/// A file that is open at the server.
struct Open<'l> {
    line: &'l Line,
    file: Option<File>,
}

impl Open<'_> {
    fn write(&mut self, piece: &[u8]) -> io::Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        let written = self.line.runtime.block_on(file.write_all(piece));
        written.map_err(|error| self.hidden(&error))
    }

    fn finish(mut self) -> io::Result<()> {
        let Some(mut file) = self.file.take() else { return Ok(()) };
        let line = self.line;
        let done = line.runtime.block_on(async {
            file.flush().await?;
            file.sync_all().await?;
            file.close().await
        });
        done.map_err(|error| self.hidden(&error))
    }

    fn hidden(&self, error: &io::Error) -> io::Error {
        io::Error::new(error.kind(), self.line.secrets.hide(&error.to_string()))
    }
}

impl Read for Open<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let Some(file) = &mut self.file else { return Ok(0) };
        let read = self.line.runtime.block_on(file.read(into));
        read.map_err(|error| self.hidden(&error))
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        // The library closes a file that is dropped, and sets a clock for that.
        let _within = self.line.runtime.enter();
        drop(self.file.take());
    }
}
