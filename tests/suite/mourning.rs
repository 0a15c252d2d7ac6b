//! The switch for days of mourning: nothing is built, builds and publications go on, and everything comes back as it was.

use std::fs;

use crate::harness::{Run, Site, TODAY, assert_same, files, times};
use crate::promises;

const SHEET: &str = "assets/fixed/mourning.css";
const GREY: &str = "html { filter: grayscale(1); }\n";

/// A site whose pages bring both sheets.
fn site() -> Site {
    let site = Site::plain(promises::SITE);
    site.write(&format!("content/static/{SHEET}"), "/* 平日 */\n");
    site.write("content/static/assets/fixed/mourning-on.css", GREY);
    site
}

fn done(site: &Site, words: &[&str]) -> Run {
    let run = site.cli([words, &["--as-of", TODAY]].concat());
    assert_eq!(run.code, Some(0), "{words:?}: {run:?}");
    run
}

#[test]
fn grey_and_back_and_no_build_is_confused() {
    let site = site();
    done(&site, &["build", "--precompress"]);
    let before = site.files();
    done(&site, &["mourning", "on"]);
    assert_eq!((site.read(SHEET), done(&site, &["mourning", "status"]).out), (GREY.into(), "灰色\n".into()));
    let mut packed = String::new();
    let gz = site.files()[&format!("{SHEET}.gz")].clone();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&*gz), &mut packed).unwrap();
    assert_eq!(packed, GREY, "servers send the packed copy");
    let times_before = times(&site.output());
    assert!(done(&site, &["mourning", "on"]).err.contains("已经是灰的"));
    done(&site, &["build", "--precompress"]);
    assert_eq!(times(&site.output()), times_before, "a build that changes nothing touches nothing");
    site.replace("content/pilots/jia.md", "甲的正文", "甲的新正文");
    done(&site, &["build", "--precompress"]);
    assert_eq!(site.read(SHEET), GREY, "a notice of that day does not end it");
    site.replace("content/pilots/jia.md", "甲的新正文", "甲的正文");
    done(&site, &["build", "--precompress"]);
    done(&site, &["mourning", "off"]);
    assert_same(&site.files(), &before, "back as it was");
    done(&site, &["build", "--precompress"]);
    assert_same(&site.files(), &before, "and for the next build too");
    assert!(done(&site, &["mourning", "off"]).err.contains("没有改动"));
}

#[test]
fn what_was_interrupted_is_repeated() {
    let site = site();
    site.build_well();
    let before = site.files();
    let kept = site.output().join("assets/fixed/mourning-off.css");
    // The original was kept, the sheet not exchanged yet.
    fs::write(&kept, "alt").unwrap();
    done(&site, &["mourning", "on"]);
    assert_eq!(site.read(SHEET), GREY);
    // The sheet was given back, what was kept not removed yet.
    fs::write(site.output().join(SHEET), "/* 平日 */\n").unwrap();
    done(&site, &["mourning", "off"]);
    assert_same(&site.files(), &before, "off");
    // Somebody exchanged it by hand.
    fs::write(site.output().join(SHEET), GREY).unwrap();
    done(&site, &["mourning", "off"]);
    assert_ne!(site.read(SHEET), GREY);
    fs::write(site.output().join(SHEET), "/* 平日 */\n").unwrap();
    site.build_well();
    assert_same(&site.files(), &before, "mended");
}

#[test]
fn a_folder_that_is_served_is_turned_and_published_to() {
    for way in ["link", "files"] {
        let site = site();
        let served = site.beside("www/site");
        fs::create_dir(served.parent().unwrap()).unwrap();
        site.edit("pilothouse.yaml", |text| {
            format!("{text}\npublish:\n  内网: {{to: ../www/site, 保留: 3, switch: {way}}}\n")
        });
        done(&site, &["publish"]);
        let before = files(&served.canonicalize().unwrap());
        let there = ["--output", served.to_str().unwrap()];
        done(&site, &[&["mourning", "on"][..], &there].concat());
        assert_eq!(fs::read_to_string(served.join(SHEET)).unwrap(), GREY, "{way}");
        assert!(!served.with_file_name(".pilothouse").exists(), "no state is left beside it");
        done(&site, &[&["mourning", "off"][..], &there].concat());
        assert_same(&files(&served.canonicalize().unwrap()), &before, way);
        // Turned where it is built, publishing carries it on, and back.
        done(&site, &["mourning", "on"]);
        done(&site, &["publish"]);
        assert_eq!(fs::read_to_string(served.join(SHEET)).unwrap(), GREY, "{way}");
        done(&site, &["mourning", "off"]);
        done(&site, &["publish"]);
        assert_same(&files(&served.canonicalize().unwrap()), &before, way);
        // Turned there alone, the next publication still goes through.
        done(&site, &[&["mourning", "on"][..], &there].concat());
        site.replace("content/pilots/jia.md", "甲的正文", "甲的新正文");
        done(&site, &["publish"]);
        assert!(fs::read_to_string(served.join("pilots/jia.html")).unwrap().contains("甲的新正文"), "{way}");
    }
}

#[test]
fn a_site_without_the_switch_is_told() {
    let site = Site::plain(promises::SITE);
    site.build_well();
    let before = site.files();
    let run = site.cli(["mourning", "on"]);
    assert!(run.code == Some(1) && run.err.contains("mourning-on.css"), "{run:?}");
    assert_same(&site.files(), &before, "nothing is written");
}
