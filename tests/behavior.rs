//! One suite of behaviour over every provider: each (set-up, case) is a test of its own.
//!
//! A set-up is one file that turns the same [`person::Person`] into a provider of its kind; a case knows the
//! person and the engine, never the set-up. To add a provider, write its file and name it where it belongs below.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

#[path = "behavior/booking.rs"]
mod booking;
#[path = "behavior/calcom.rs"]
mod calcom;
#[path = "behavior/calendly.rs"]
mod calendly;
#[path = "behavior/cases.rs"]
mod cases;
#[path = "behavior/driving.rs"]
mod driving;
#[path = "behavior/host.rs"]
mod host;
#[path = "behavior/ical.rs"]
mod ical;
#[path = "behavior/invitation.rs"]
mod invitation;
#[path = "behavior/malformed.rs"]
mod malformed;
#[path = "behavior/memory.rs"]
mod memory;
#[path = "behavior/person.rs"]
mod person;
#[path = "stage/runtime.rs"]
mod runtime;
#[path = "stage/services.rs"]
mod services;
#[path = "behavior/stage.rs"]
mod stage;

use freebusy_calcom::Dialect;

use services::Way;

macro_rules! suite {
    ({ $($name:ident = $set_up:expr),+ $(,)? } $cases:tt) => { $(suite!(@of $name, $set_up, $cases, cases);)+ };
    // The cases of another module.
    ($from:ident { $($name:ident = $set_up:expr),+ $(,)? } $cases:tt) => {
        $(suite!(@of $name, $set_up, $cases, $from);)+
    };
    (@of $name:ident, $set_up:expr, [$($case:ident),+ $(,)?], $from:ident) => {
        mod $name {
            use crate::*;

            $(
                #[test]
                fn $case() {
                    crate::$from::$case(&$set_up);
                }
            )+
        }
    };
}

/// The same over the services on the network too, each by every way and in every dialect.
macro_rules! suite_with_services {
    ($($from:ident)? { $($more:tt)* } $cases:tt) => {
        suite! {
            $($from)?
            {
                $($more)*
                calendly = calendly::SetUp::by(Way::Direct),
                calendly_by_maton_1 = calendly::SetUp::by(Way::Maton1),
                calendly_by_maton_2 = calendly::SetUp::by(Way::Maton2),
                calcom = calcom::SetUp::by(Way::Direct, Dialect::Current),
                calcom_2024_04_15 = calcom::SetUp::by(Way::Direct, Dialect::Of2024_04_15),
                calcom_by_maton = calcom::SetUp::by(Way::Maton2, Dialect::Current),
            }
            $cases
        }
    };
}

/// What must hold of every provider.
mod of {
    suite_with_services! {
        {
            memory = memory::SetUp::new(),
            ical = ical::SetUp::new(),
        }
        [
            a_person_with_nothing_taken_is_free_at_every_start,
            busy_time_is_not_offered_and_what_touches_it_is,
            busy_time_that_overlaps_counts_once,
            busy_time_across_a_clock_change_keeps_its_length,
            busy_time_outside_the_window_counts_through_the_buffers,
            a_source_that_fails_offers_nothing_and_the_answer_is_incomplete,
            a_source_that_fails_does_not_silence_the_others,
            unknown_time_is_shown_and_marked_when_the_request_includes_it,
            unknown_time_withholds_everything_when_the_request_wants_that_to_fail,
            two_sources_of_one_person_unite,
            why_names_the_block_and_its_source,
            the_diagnosis_blames_the_block_that_rules_out_most,
            a_window_in_the_past_finds_nothing_and_says_so,
        ]
    }
}

/// What must hold of those that know more of taken time than that it is taken.
mod of_calendars {
    suite! {
        {
            memory = memory::SetUp::new(),
            ical = ical::SetUp::new(),
        }
        [
            tentative_time_counts_as_busy_unless_the_request_says_free,
            time_out_of_office_is_unavailable_and_not_widened_by_buffers,
            the_first_state_that_holds_is_named,
            titles_are_told_only_when_asked_for,
        ]
    }
}

/// What must hold of those whose people offer starts.
mod of_offers {
    suite_with_services! {
        {
            memory = memory::SetUp::new(),
        }
        [
            offered_starts_are_found_and_no_others,
            offers_off_the_grid_are_not_moved_onto_it,
            an_offer_of_another_length_books_nothing,
            a_person_who_is_only_consulted_can_meet_wherever_the_offers_cover_it,
            a_start_must_be_offered_by_one_and_free_for_the_other,
            offers_that_cannot_be_read_are_unknown_and_not_refused,
            an_explaining_source_names_the_meeting_and_changes_no_start,
            the_first_starts_are_those_of_the_whole_search,
        ]
    }
}

// Booking. What a case asks of a set-up decides where it applies:
//
// | case | not at | for |
// |---|---|---|
// | guests | memory | its terms let nobody come along |
// | a question of the form; an error after the commit; a rate | memory, invitation | there is no form, no status, no rate |
// | a quota of bookings | all but Calendly | Cal.com counts calls of every kind, the others count nothing |
// | a host who confirms | Calendly, memory, invitation | whose bookings stand at once |
// | a hold | all but Cal.com's current dialect | which alone holds slots and says until when |
// | a refused cancellation | memory | it refuses none |
//
// Memory and files do not lose answers by themselves: there the answer is kept back on its way.

/// What must hold of all who can be booked, through the port.
mod of_hosts {
    suite_with_services! {
        booking
        {
            memory = memory::SetUp::new(),
            invitation = invitation::SetUp,
        }
        [
            a_booking_is_made_listed_by_its_mark_and_cancelled_once,
            a_slot_that_is_taken_is_refused_and_nothing_is_booked,
        ]
    }
}

/// What must hold of those who let guests come along.
mod of_hosts_with_guests {
    suite_with_services! {
        booking
        { invitation = invitation::SetUp, }
        [guests_arrive_at_the_service]
    }
}

/// What must hold of those who are booked at a service.
mod of_services {
    suite_with_services! {
        booking
        {}
        [
            missing_answers_are_named_with_their_exact_text,
        ]
    }
}

/// What must hold of those whose bookings are counted.
mod of_counted {
    suite! {
        booking
        {
            calendly = calendly::SetUp::by(Way::Direct),
            calendly_by_maton_1 = calendly::SetUp::by(Way::Maton1),
            calendly_by_maton_2 = calendly::SetUp::by(Way::Maton2),
        }
        [an_exhausted_quota_is_told_with_the_time_until_it_opens]
    }
}

/// What must hold of those who may have to confirm.
mod of_confirming_hosts {
    suite! {
        booking
        {
            calcom = calcom::SetUp::by(Way::Direct, Dialect::Current),
            calcom_2024_04_15 = calcom::SetUp::by(Way::Direct, Dialect::Of2024_04_15),
            calcom_by_maton = calcom::SetUp::by(Way::Maton2, Dialect::Current),
        }
        [a_booking_that_its_host_must_confirm_says_so]
    }
}

/// What must hold of all who can be booked, through the driver.
mod driven {
    suite_with_services! {
        driving
        {
            memory = memory::SetUp::new(),
            invitation = invitation::SetUp,
        }
        [
            a_slot_that_is_taken_at_the_last_moment_is_told_and_nothing_is_booked,
            a_booking_that_was_made_and_never_answered_is_found_and_adopted,
            a_double_call_with_the_same_key_books_once,
            when_the_second_of_two_is_refused_the_first_is_cancelled,
        ]
    }
}

/// What must hold of those who can refuse a cancellation.
mod driven_against_refusals {
    suite_with_services! {
        driving
        { invitation = invitation::SetUp, }
        [a_refused_cancellation_calls_a_person_and_is_tried_until_it_is_let_through]
    }
}

/// What must hold of those who are booked at a service.
mod driven_at_services {
    suite_with_services! {
        driving
        {}
        [
            a_booking_that_was_made_and_answered_with_an_error_is_found_and_adopted,
            a_booking_that_comes_too_fast_is_sent_again_and_made_once,
            a_form_that_is_not_filled_in_books_nothing_and_names_what_is_missing,
        ]
    }
}

/// What must hold of those whose bookings are counted.
mod driven_when_counted {
    suite! {
        driving
        {
            calendly = calendly::SetUp::by(Way::Direct),
            calendly_by_maton_1 = calendly::SetUp::by(Way::Maton1),
            calendly_by_maton_2 = calendly::SetUp::by(Way::Maton2),
        }
        [an_exhausted_quota_books_nothing_and_says_when_it_opens]
    }
}

/// What must hold of those who may have to confirm.
mod driven_with_confirming_hosts {
    suite! {
        driving
        {
            calcom = calcom::SetUp::by(Way::Direct, Dialect::Current),
            calcom_2024_04_15 = calcom::SetUp::by(Way::Direct, Dialect::Of2024_04_15),
            calcom_by_maton = calcom::SetUp::by(Way::Maton2, Dialect::Current),
        }
        [a_booking_that_its_host_must_confirm_is_told_as_awaited]
    }
}

/// What must hold of those who can hold a slot.
mod driven_with_holds {
    suite! {
        driving
        {
            calcom = calcom::SetUp::by(Way::Direct, Dialect::Current),
            calcom_by_maton = calcom::SetUp::by(Way::Maton2, Dialect::Current),
        }
        [a_slot_whose_hold_has_expired_is_booked_without_it]
    }
}
