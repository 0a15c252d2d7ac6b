//! Pieces of files: players of sound and video jump by asking for a range of bytes.

use std::sync::Arc;

use super::http::{Request, Response};

/// Returns a file, or the piece of it that is asked for. A range that is none, or several, is answered with the whole.
pub fn answer(request: &Request, tag: &str, bytes: Arc<[u8]>) -> Response {
    let whole = |bytes| Response { status: 200, headers: Vec::new(), body: bytes };
    // A piece of another version would not fit to what the browser has.
    let fits = request.header("if-range").is_none_or(|known| known == tag);
    let Some(asked) = request.header("range").filter(|_| fits) else { return whole(bytes) };
    let length = bytes.len();
    match range(asked, length) {
        None => whole(bytes),
        Some((from, to)) if from > to || from >= length => {
            Response::plain(416).with("Content-Range", format!("bytes */{length}"))
        }
        Some((from, to)) => Response { status: 206, headers: Vec::new(), body: bytes[from..=to].into() }
            .with("Content-Range", format!("bytes {from}-{to}/{length}")),
    }
}

/// Returns first and last byte of a range such as `bytes=0-99`, `bytes=100-` or `bytes=-50`; `None` if it is not one.
fn range(asked: &str, length: usize) -> Option<(usize, usize)> {
    let (from, to) = asked.strip_prefix("bytes=")?.split_once('-')?;
    let last = length.saturating_sub(1);
    let number = |text: &str| text.trim().parse::<usize>().ok();
    match (from.trim(), to.trim()) {
        ("", "") => None,
        ("", end) => match number(end)? {
            // Nothing is no piece.
            0 => Some((length, last)),
            end => Some((length.saturating_sub(end), last)),
        },
        (from, "") => Some((number(from)?, last)),
        (from, to) => {
            let (from, to) = (number(from)?, number(to)?);
            (from <= to).then_some((from, to.min(last)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        assert_eq!(range("bytes=0-3", 10), Some((0, 3)));
        assert_eq!(range("bytes=4-", 10), Some((4, 9)));
        assert_eq!(range("bytes=-4", 10), Some((6, 9)));
        assert_eq!(range("bytes=-40", 10), Some((0, 9)));
        assert_eq!(range("bytes=5-99", 10), Some((5, 9)));
        for none in
            ["bytes=-", "bytes=3-1", "bytes=0-1,3-4", "lines=0-1", "bytes=a-b", "bytes=99999999999999999999-"]
        {
            assert_eq!(range(none, 10), None, "{none}");
        }
        assert_eq!(range("bytes=10-", 10), Some((10, 9)));
        assert_eq!(range("bytes=-0", 10), Some((10, 9)));
    }
}
