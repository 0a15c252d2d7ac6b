//! Colour profiles without words: some carry the name of a device, a serial number, a copyright of somebody.

/// Tags that say how colours are to be understood. All others are words or belong to a device.
const COLOURS: &[&[u8; 4]] = &[
    b"wtpt", b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC", b"kTRC", b"chad", b"A2B0", b"A2B1",
    b"A2B2", b"B2A0", b"B2A1", b"B2A2", b"cicp",
];

const HEAD: usize = 128;

/// Returns the profile with nothing but colours in it; `None` if it is damaged or not one of three colours or grey.
pub(super) fn cleaned(profile: &[u8]) -> Option<Vec<u8>> {
    let head = profile.get(..HEAD)?;
    if &head[36..40] != b"acsp" || !matches!(&head[16..20], b"RGB " | b"GRAY") {
        return None;
    }
    let number = |at: usize| Some(u32::from_be_bytes(profile.get(at..at + 4)?.try_into().ok()?) as usize);
    let mut tags: Vec<([u8; 4], &[u8])> = Vec::new();
    for at in (0..number(HEAD)?.min(100)).map(|tag| HEAD + 4 + 12 * tag) {
        let name: [u8; 4] = profile.get(at..at + 4)?.try_into().ok()?;
        let (start, length) = (number(at + 4)?, number(at + 8)?);
        if COLOURS.contains(&&name) {
            tags.push((name, profile.get(start..start.checked_add(length)?)?));
        }
    }
    if tags.is_empty() {
        return None;
    }
    Some(written(head, &words(head[8]), tags))
}

/// Returns the two tags that must be there, with nothing in them. Version 4 has another form of text.
fn words(version: u8) -> [([u8; 4], Vec<u8>); 2] {
    if version >= 4 {
        let mut none = b"mluc\0\0\0\0".to_vec();
        none.extend([0, 0, 0, 0, 0, 0, 0, 12]);
        return [(*b"cprt", none.clone()), (*b"desc", none)];
    }
    let mut description = b"desc\0\0\0\0\0\0\0\x01\0".to_vec();
    description.resize(92, 0);
    [(*b"cprt", b"text\0\0\0\0\0".to_vec()), (*b"desc", description)]
}

fn written<'p>(head: &[u8], words: &'p [([u8; 4], Vec<u8>)], mut tags: Vec<([u8; 4], &'p [u8])>) -> Vec<u8> {
    tags.extend(words.iter().map(|(name, content)| (*name, content.as_slice())));
    let mut out = head.to_vec();
    // The program, the day, the maker, the model, the creator, the sum: nothing of it is colour.
    for range in [4..8, 24..36, 40..44, 48..64, 80..HEAD] {
        out[range].fill(0);
    }
    let mut content: Vec<u8> = Vec::new();
    let start = HEAD + 4 + 12 * tags.len();
    let mut table = (tags.len() as u32).to_be_bytes().to_vec();
    for (name, bytes) in tags {
        table.extend(name);
        table.extend(((start + content.len()) as u32).to_be_bytes());
        table.extend((bytes.len() as u32).to_be_bytes());
        content.extend(bytes);
        content.resize(content.len().next_multiple_of(4), 0);
    }
    out.extend(table);
    out.extend(content);
    let size = (out.len() as u32).to_be_bytes();
    out[..4].copy_from_slice(&size);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_go_and_colours_stay() {
        let mut profile = vec![0; HEAD];
        profile[8] = 2;
        profile[16..20].copy_from_slice(b"RGB ");
        profile[36..40].copy_from_slice(b"acsp");
        profile[48..52].copy_from_slice(b"CAM1");
        profile.extend(2u32.to_be_bytes());
        for (name, at, length) in [(b"cprt", 156u32, 12u32), (b"rXYZ", 168, 20)] {
            profile.extend(name);
            profile.extend(at.to_be_bytes());
            profile.extend(length.to_be_bytes());
        }
        profile.extend(b"serial 12345");
        profile.extend(b"XYZ \0\0\0\0xxxxyyyyzzzz");
        let clean = cleaned(&profile).unwrap();
        let holds = |text: &[u8]| memchr::memmem::find(&clean, text).is_some();
        assert!(holds(b"xxxxyyyyzzzz") && !holds(b"serial") && !holds(b"CAM1"));
        assert_eq!(cleaned(&clean).as_deref(), Some(&*clean), "clean ones stay as they are");
        assert_eq!(cleaned(&profile[..170]), None);
    }
}
