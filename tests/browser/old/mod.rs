//! The same in browsers that offices still have: the oldest that sites promise to work in, and one in which the search must.
//!
//! Tests of the other modules are run here once more in Chromium 86 and 78, which are fetched; see `install`. Those that build sites
//! of their own for something that no browser does otherwise are left out: all of it together shall take less than three minutes.
//! Input methods and printing are not driven, as the old protocols have no or other commands for them. Nor is finding words on a page:
//! `window.find` of Chromium 86 without a window finds nothing on any page, not even `abc` where that is all there is.
//! Swipes are not driven in 86: what its protocol does with fingers that leave is another than what the driver of today does.

mod install;

use std::cell::Cell;

use crate::browser::Browser;
use crate::devtools::DevTools;

/// A browser of former years.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Edition {
    /// The default of the setting `browsers`.
    Chromium86 = 86,
    /// The oldest in which the search works.
    Chromium78 = 78,
}

thread_local! {
    static CHOSEN: Cell<Option<Edition>> = const { Cell::new(None) };
}

/// Returns the edition that the test in this thread wants instead of the browser of today.
pub fn chosen() -> Option<Edition> {
    CHOSEN.get()
}

/// Starts an old browser.
pub fn start(edition: Edition) -> Browser {
    let unpacked = install::unpacked(edition);
    let browser = Browser::at(DevTools::start(&unpacked.program, &unpacked.libraries));
    let number = format!("Chrome/{}.", edition as u32);
    let name = browser.run("return navigator.userAgent");
    assert!(name.as_str().unwrap().contains(&number), "{name} is no {edition:?}");
    browser
}

/// While it lasts, tests of this thread run in an old browser.
struct Within;

impl Within {
    fn the(edition: Edition) -> Self {
        CHOSEN.set(Some(edition));
        Self
    }
}

impl Drop for Within {
    fn drop(&mut self) {
        CHOSEN.set(None);
    }
}

/// Runs tests of a module once more, under their own names.
macro_rules! again {
    ($edition:ident, $name:ident from $module:path: $($test:ident),+ $(,)?) => {
        mod $name {
            use crate::old::{Edition, Within};
            use $module as tests;
            $(
                #[test]
                #[cfg_attr(not(all(target_os = "linux", target_arch = "x86_64")), ignore = "old Chromium is to be had for Linux")]
                fn $test() {
                    let _within = Within::the(Edition::$edition);
                    tests::$test();
                }
            )+
        }
    };
}

/// The search must work in both.
macro_rules! search {
    ($edition:ident) => {
        again!($edition, search from crate::search:
            the_browser_finds_what_a_scan_finds,
            browser_and_program_answer_alike,
            an_english_site_finds_words_by_their_beginnings,
            lone_surrogates_are_harmless,
            a_search_leads_to_the_place,
            pinyin_finds_titles_and_units,
            results_can_be_narrowed_and_the_address_keeps_it,
            who_finds_nothing_is_helped,
            typing_with_an_input_method_waits_for_its_end,
            the_box_suggests_pages_and_obeys_the_keyboard,
            two_hundred_queries_leave_nothing_behind,
            a_strict_policy_is_enough,
        );
    };
}

mod chromium_86 {
    again!(Chromium86, pages from crate:
        every_page_works_by_double_click,
        every_page_works_from_a_server_below_a_path,
        every_page_works_without_scripts,
        an_old_address_leads_to_the_page,
    );
    search!(Chromium86);
    again!(Chromium86, reading from crate::reading:
        a_choice_is_remembered_and_taken_back,
        a_browser_that_remembers_nothing_is_no_hindrance,
        aloud_is_offered_where_there_is_a_voice_and_reads_in_order,
        every_type_of_page_can_be_walked_with_the_keyboard,
        boards_are_turned_by_keys_and_all_there_without_scripts,
        honours_are_filtered_and_found_without_scripts,
        a_day_of_mourning_turns_the_site_grey_by_one_file_and_nothing_moves,
    );
    again!(Chromium86, media from crate::media:
        screens_take_the_size_that_fits,
        nothing_moves_while_pictures_load,
        the_album_goes_by_keys,
        words_of_charts_do_not_touch,
    );
    again!(Chromium86, faces from crate::faces:
        nothing_sticks_out_at_any_width_or_size,
        a_page_is_the_same_from_a_disk_and_from_a_server,
    );
    again!(Chromium86, notices from crate::notices:
        a_preview_of_files_says_on_each_page_that_it_must_not_go_out,
        the_live_preview_marks_a_page_until_it_is_approved,
        a_link_that_leaves_a_government_site_is_asked_about,
    );
    again!(Chromium86, typography from crate::typography:
        what_is_copied_is_what_was_written,
        spans_squeeze_marks_as_new_browsers_do,
        lines_begin_and_break_where_they_may,
    );
    again!(Chromium86, paper from crate::paper: the_plain_theme_passes_the_tests_of_pages);
    again!(Chromium86, preview from crate::preview:
        a_page_is_patched_in_place,
        what_is_wrong_is_told_above_the_last_good_page,
        a_window_comes_back_after_a_restart,
    );
    again!(Chromium86, editors from crate::editors:
        problems_are_shown_by_file_with_carets_and_open_their_source,
        a_draft_carries_a_band_until_it_is_none,
        a_double_click_leads_to_the_source_and_an_edit_tells_its_cause,
        a_double_click_leads_to_the_right_one_of_equal_texts,
        each_way_to_stand_has_its_band,
        the_dashboard_can_be_searched,
    );
}

mod chromium_78 {
    search!(Chromium78);
}
