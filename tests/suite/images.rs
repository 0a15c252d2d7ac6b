//! Images: what goes out of them, in which sizes, and that none is made twice.

use std::fs;

use memchr::memmem;
use pilothouse::site::Session;

use crate::harness::{Site, codes, errors, files, ran, times};
use crate::pictures::{PLANTED, photo, planted_gif, planted_jpeg, planted_png, planted_webp, png};

/// A site with one photo on a page of text.
fn one_photo() -> Site {
    let site = Site::plain(
        "//- content/a.md\n---\ntitle: 甲\n---\n正文。\n\n![会场](图/会场.jpg \"图为会场（张三摄）\")\n\n![会场](图/会场.jpg)\n",
    );
    site.write("content/图/会场.jpg", planted_jpeg(&photo(1200, 800, 1), 1));
    site
}

/// Returns the addresses that a page's images name, in all their sizes.
fn addresses(html: &str) -> Vec<String> {
    let values = |name: &str| {
        let start = format!(" {name}=\"");
        let found: Vec<String> =
            html.split(&*start).skip(1).filter_map(|rest| Some(rest.split('"').next()?.to_owned())).collect();
        found
    };
    let mut all = values("src");
    for set in values("srcset") {
        all.extend(set.split(", ").map(|one| one.split(' ').next().unwrap().to_owned()));
    }
    all.sort();
    all.dedup();
    all
}

#[test]
fn nothing_of_the_camera_goes_out() {
    let site = Site::plain(
        "//- content/a.md\n---\ntitle: 甲\n---\n![照片](1.jpg) ![照片](2.jpg) ![图](3.png) ![图](4.webp) ![图](5.gif) ![图](6.svg)\n",
    );
    site.write("content/1.jpg", planted_jpeg(&photo(700, 500, 1), 1));
    site.write("content/2.jpg", planted_jpeg(&photo(700, 500, 2), 6));
    site.write("content/3.png", planted_png(&png(700, 500)));
    site.write("content/4.webp", planted_webp());
    site.write("content/5.gif", planted_gif());
    let drawn = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><!-- PLANTED-31.2304N-121.4737E --><metadata>PLANTED-31.2304N-121.4737E</metadata></svg>";
    site.write("content/6.svg", drawn);
    site.write("content/static/徽标.jpg", planted_jpeg(&photo(300, 300, 3), 1));
    site.write("content/没有用到.jpg", planted_jpeg(&photo(300, 300, 4), 3));
    let told = files(&site.place("content"));
    let planted = told.values().filter(|bytes| memmem::find(bytes, PLANTED).is_some()).count();
    assert_eq!(planted, 8, "every source holds what must not go out");
    site.build_well();
    let out = site.files();
    for (name, bytes) in &out {
        for word in [PLANTED, b"Exif", b"GPS ", b"adobe", b"Photoshop"] {
            assert!(memmem::find(bytes, word).is_none(), "{name} holds {}", String::from_utf8_lossy(word));
        }
    }
    for name in ["1.jpg", "2.jpg", "3.png", "4.webp", "5.gif", "6.svg", "徽标.jpg", "没有用到.jpg"] {
        assert!(out.contains_key(name), "{name} is among {:?}", out.keys());
    }
    assert_eq!(image::load_from_memory(&out["2.jpg"]).unwrap().width(), 500, "turned upright");
    assert!(site.read("a.html").contains("width=\"500\" height=\"700\""));
    let plain = image::load_from_memory(&photo(700, 500, 1)).unwrap().into_rgb8();
    assert_eq!(image::load_from_memory(&out["1.jpg"]).unwrap().into_rgb8(), plain, "no pixel is another");
}

#[test]
fn pages_offer_sizes_that_are_there() {
    let site = one_photo();
    site.build_well();
    let html = site.read("a.html");
    let named = addresses(&html);
    assert_eq!(named.len(), 6, "480 and 960 of both forms, the whole of both: {named:?}");
    for address in &named {
        let name = address.replace("%E5%9B%BE", "图").replace("%E4%BC%9A%E5%9C%BA", "会场");
        assert!(site.files().contains_key(&name), "{address}");
    }
    assert!(html.contains("1200w") && !html.contains("1600w"), "none is larger than the photo");
    assert_eq!(html.matches(" width=\"1200\" height=\"800\"").count(), 2);
    assert_eq!(html.matches("loading=\"lazy\"").count(), 1, "the first is wanted at once");
    assert!(
        html.contains("<figcaption>图为会场<span class=\"credit\">（张三摄）</span></figcaption>"),
        "{html}"
    );
}

#[test]
fn captions_may_stand_below() {
    let site = Site::plain(
        "//- content/a.md\n---\ntitle: 甲\n---\n![会场](a.svg)\n图：会场一角（李四 摄）\n\n![会场](a.svg)\n\n图为**会场**\n\n图为什么没有出来\n",
    );
    site.write("content/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"></svg>");
    site.build_well();
    let html = site.read("a.html");
    assert!(
        html.contains(
            "<figcaption>图：会场一角<span class=\"credit\">（李四 摄）</span></figcaption></figure>"
        ),
        "{html}"
    );
    assert!(html.contains("<figcaption>图为<strong>会场</strong></figcaption></figure>"), "{html}");
    assert!(html.contains("<p>图为什么没有出来</p>"), "{html}");
    assert_eq!(html.matches("<figure>").count(), html.matches("</figure>").count());
}

#[test]
fn no_size_is_made_twice() {
    let site = one_photo();
    site.age();
    let first = site.build_well();
    assert_eq!(ran(&first, "ImageMade"), 1, "one decoding for all sizes: {:?}", first.work);
    let made = site.files();
    let kept = || times(&site.options.target().images());
    let first_kept = kept();
    assert_eq!(first_kept.len(), 5, "{first_kept:?}");

    site.replace("content/a.md", "正文。", "别的正文。");
    let edited = site.build_well();
    assert_eq!((ran(&edited, "ImageMade"), ran(&edited, "ImageInfo")), (0, 0), "{:?}", edited.work);

    fs::rename(site.place("content/图/会场.jpg"), site.place("content/图/礼堂.jpg")).unwrap();
    site.edit("content/a.md", |text| text.replace("会场.jpg", "礼堂.jpg"));
    site.build_well();
    assert_eq!(kept(), first_kept, "another name, the same picture");

    let state = site.options.target().state;
    fs::remove_file(state.join("cache")).unwrap();
    fs::remove_file(state.join("nodes")).unwrap();
    let forgetful = site.build_well();
    assert!(ran(&forgetful, "Body") > 0, "the memory is lost");
    assert_eq!(ran(&forgetful, "ImageMade"), 0, "but not what was made: {:?}", forgetful.work);

    fs::remove_dir_all(site.output()).unwrap();
    assert_eq!(ran(&site.build_well(), "ImageMade"), 0);
    assert_eq!(kept(), first_kept, "nothing was made again");
    let images = |files: &crate::harness::Files| {
        files
            .iter()
            .filter(|(name, _)| name.starts_with("_images/"))
            .map(|(a, b)| (a.clone(), b.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(images(&site.files()), images(&made));
}

#[test]
fn builds_with_errors_lose_nothing_of_it() {
    let site = one_photo();
    site.add("//- content/b.md\n---\ntitle: [\n---\n");
    assert!(!site.build().committed);
    site.remove("content/b.md");
    let mended = site.build_well();
    assert_eq!(ran(&mended, "ImageMade"), 0, "made while the site was broken: {:?}", mended.work);
}

#[test]
fn damaged_kept_files_are_made_anew() {
    let site = one_photo();
    site.build_well();
    let made = site.files();
    let kept = site.options.target().images();
    for place in crate::harness::all_below(&kept) {
        let half = fs::read(&place).unwrap();
        fs::write(&place, &half[..half.len() / 2]).unwrap();
    }
    fs::remove_dir_all(site.output()).unwrap();
    fs::remove_file(site.options.target().cache()).unwrap();
    site.build_well();
    assert_eq!(site.files(), made);
}

#[test]
fn old_sizes_are_dropped() {
    let site = one_photo();
    site.build_well();
    let before = site.files();
    site.write("content/图/会场.jpg", photo(1200, 800, 9));
    site.build_well();
    let after = site.files();
    let of = |files: &crate::harness::Files| {
        files.keys().filter(|name| name.starts_with("_images/")).cloned().collect::<Vec<_>>()
    };
    assert_eq!(of(&before).len(), of(&after).len());
    assert!(of(&before).iter().all(|name| !after.contains_key(name)), "another picture has other names");
    let kept = || {
        files(&site.options.target().images())
            .into_keys()
            .map(|name| format!("_images/{name}"))
            .collect::<Vec<_>>()
    };
    assert_eq!(kept(), of(&after), "the store holds what pages show");
    site.remove("content/图/会场.jpg");
    site.write("content/a.md", "---\ntitle: 甲\n---\n正文。\n");
    site.build_well();
    assert!(of(&site.files()).is_empty());
    assert!(!site.options.target().images().exists());
}

#[test]
fn the_same_picture_in_two_places_is_one() {
    let site = one_photo();
    site.write("content/别处/副本.jpg", planted_jpeg(&photo(1200, 800, 1), 1));
    site.add("//- content/b.md\n---\ntitle: 乙\n---\n![会场](别处/副本.jpg)\n");
    let report = site.build_well();
    assert_eq!(ran(&report, "ImageMade"), 1, "{:?}", report.work);
}

#[test]
fn sizes_follow_the_settings() {
    let site = one_photo();
    site.edit("pilothouse.yaml", |text| format!("{text}\n图片: {{宽度: [300], WebP: false}}\n"));
    site.build_well();
    let html = site.read("a.html");
    assert!(html.contains("300w") && !html.contains("webp") && !html.contains("480w"), "{html}");
    assert!(html.contains("src=\"_images/"), "larger than any size that is wanted: a smaller one stands in");
}

#[test]
fn what_cannot_be_shown_is_told_where_it_is_used() {
    let whole = photo(400, 300, 1);
    let mut bomb = png(1, 1);
    bomb[16..24].copy_from_slice(&[0, 0, 0x9C, 0x40, 0, 0, 0x9C, 0x40]);
    let cases: [(&str, Vec<u8>, &str); 7] = [
        ("a.jpg", whole[..whole.len() / 2].to_vec(), "image-truncated"),
        ("a.jpg", b"<!doctype html><title>404</title>".to_vec(), "image-not-one"),
        ("a.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(), "image-format"),
        ("a.tif", b"II\x2a\0\x08\0\0\0\0\0".to_vec(), "image-format"),
        ("a.png", bomb, "image-too-large"),
        ("a.gif", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), "image-broken"),
        ("a.svg", b"<svg><g></svg>".to_vec(), "image-broken"),
    ];
    for (name, bytes, code) in cases {
        let site =
            Site::plain(&format!("//- content/a.md\n---\ntitle: 甲\n---\n正文。\n\n![会场]({name})\n"));
        site.write(&format!("content/{name}"), bytes);
        let report = site.build();
        assert!(errors(&report.diagnostics).contains(&code), "{name}: {:?}", report.diagnostics);
        let place =
            |found: &pilothouse::diag::Diagnostic| found.place.as_ref().map(|place| place.file.to_string());
        let mut told = report.diagnostics.iter().filter(|found| found.code == code).map(place);
        assert!(told.any(|file| file.as_deref() == Some("content/a.md")), "{name}: {:?}", report.diagnostics);
        let run = site.cli(["check"]);
        let shown = format!("{}{}", run.out, run.err);
        assert!(shown.contains("a.md:6"), "{shown}");
    }
}

#[test]
fn damaged_pixels_are_told_and_nothing_is_written() {
    let site = one_photo();
    site.build_well();
    let before = site.files();
    let mut bytes = png(600, 400);
    let data = memmem::find(&bytes, b"IDAT").unwrap();
    bytes[data + 40..data + 400].fill(0x55);
    site.write("content/图/坏.png", bytes);
    let report = site.build();
    assert!(codes(&report.diagnostics).contains(&"image-broken"), "{:?}", report.diagnostics);
    assert_eq!(site.files(), before);
    site.add("//- content/b.md\n---\ntitle: 乙\n---\n坏.png\n\n![现场](图/坏.png)\n\n<img alt=\"现场\" src=%E5%9B%BE/坏.png>\n");
    site.add("//- content/图/c.md\n---\ntitle: 丙\ncover: 坏.png\n---\n文。\n");
    site.add("//- content/d.md\n---\ntitle: 丁\ndraft: true\n---\n![现场](图/坏.png)\n");
    let run = site.cli(["check"]);
    let shown = format!("{}{}", run.out, run.err);
    let lines = |place: &str| shown.matches(place).count();
    assert_eq!([lines("b.md:6:"), lines("b.md:8:"), lines("c.md:3:")], [1; 3], "{shown}");
    assert_eq!([lines("b.md:4:"), lines("b.md:5:"), lines("d.md:"), lines("坏.png:")], [0; 4], "{shown}");
}

#[test]
fn names_that_lie_are_told() {
    let site = Site::plain("//- content/a.md\n---\ntitle: 甲\n---\n![会场](a.png)\n");
    site.write("content/a.png", photo(400, 300, 1));
    let report = site.build();
    assert_eq!(codes(&report.diagnostics), ["image-extension"]);
    assert!(report.committed, "it is shown all the same");
}

#[test]
fn drawings_come_out_harmless() {
    let site = Site::plain("//- content/a.md\n---\ntitle: 甲\n---\n![图](a.svg)\n");
    site.write(
        "content/a.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\" onload=\"x()\"><script>alert(1)</script><rect width=\"9\" height=\"9\"/><image href=\"http://a.example/x.png\"/></svg>",
    );
    let report = site.build();
    assert_eq!(codes(&report.diagnostics), ["svg-cleaned"]);
    assert_eq!(
        site.read("a.svg"),
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><rect width=\"9\" height=\"9\"/><image/></svg>"
    );
}

/// Returns how many pictures were decoded since it was asked last.
fn decoded(session: &Session) -> u32 {
    session.take_work().iter().filter(|work| work.query == "ImageMade").map(|work| work.ran).sum()
}

/// What a preview shows of a page costs no pixel; a picture costs its own.
#[test]
fn a_preview_makes_pixels_when_they_are_asked_for() {
    let site = one_photo();
    site.write("content/图/别的.jpg", photo(1200, 800, 2));
    site.add("//- content/b.md\n---\ntitle: 乙\n---\n![别的](图/别的.jpg)\n");
    let mut session = Session::open(&site.options).unwrap();
    for page in ["a.html", "b.html", "index.html"] {
        let page = session.find(page).unwrap();
        assert!(session.output(&page).bytes.is_some(), "{page:?}");
    }
    let kept = || files(&site.options.target().images()).len();
    assert_eq!((decoded(&session), kept()), (0, 0), "pages need no pixel");
    let html =
        String::from_utf8(session.output(&session.find("a.html").unwrap()).bytes.unwrap().to_vec()).unwrap();
    let small = addresses(&html).into_iter().find(|address| address.ends_with("-480.webp")).unwrap();
    let made = session.output(&session.find(&small).unwrap()).bytes.unwrap();
    assert_eq!(image::load_from_memory(&made).unwrap().width(), 480);
    assert_eq!((decoded(&session), kept()), (1, 5), "one picture in all its sizes");
    session.touch(&[site.place("content/a.md")]);
    site.replace("content/a.md", "正文。", "别的正文。");
    session.touch(&[site.place("content/a.md")]);
    assert!(session.output(&session.find("a.html").unwrap()).bytes.is_some());
    assert!(session.output(&session.find(&small).unwrap()).bytes.is_some());
    assert_eq!(decoded(&session), 0, "an edit of the text makes none");
}

#[test]
fn raw_images_state_their_size() {
    let site = Site::plain(
        "//- content/a.md\n---\ntitle: 甲\n---\n<p><img src=\"1.jpg\" alt=\"甲\"><img src=\"1.jpg\" alt=\"乙\" width=\"30\"></p>\n",
    );
    site.write("content/1.jpg", photo(400, 300, 1));
    site.build_well();
    let html = site.read("a.html");
    assert_eq!(html.matches(" width=\"400\" height=\"300\"").count(), 1, "{html}");
    assert!(html.contains("width=\"30\"") && !html.contains("width=\"30\" height"), "{html}");
}

#[test]
fn sound_and_video_are_no_broken_pictures() {
    let site = Site::plain(
        "//- content/a.md\n---\ntitle: 甲\n---\n<audio src=\"a.mp3\" controls></audio>\n\n<video controls poster=\"p.png\"><source src=\"b.mp4\" type=\"video/mp4\"></video>\n",
    );
    site.write("content/a.mp3", "ID3\u{4}");
    site.write("content/b.mp4", "ftypmp42");
    site.write("content/p.png", png(4, 3));
    assert_eq!(codes(&site.build_well().diagnostics), [""; 0]);
    let page = site.read("a.html");
    assert!(page.contains("<audio src=\"a.mp3\"") && page.contains("<source src=\"b.mp4\""), "{page}");
    // One that is not there is told, and what is no picture where one is wanted.
    site.remove("content/b.mp4");
    site.write("content/p.png", "ftypmp42");
    assert_eq!(errors(&site.build().diagnostics), ["image-not-one", "link-file-missing", "image-left-out"]);
}

#[test]
fn sites_without_images_pay_nothing() {
    let site = Site::plain("//- content/a.md\n---\ntitle: 甲\n---\n正文。\n");
    let report = site.build_well();
    assert_eq!((ran(&report, "ImageInfo"), ran(&report, "ImageMade")), (0, 0));
    assert!(!site.options.target().images().exists());
    assert!(!site.files().keys().any(|name| name.starts_with("_images")));
}
