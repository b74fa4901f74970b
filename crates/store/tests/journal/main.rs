//! What a journal must do, asked of both, each case a test of its own for each.
//!
//! PostgreSQL is looked for at `FREEBUSY_TEST_POSTGRES`, else at `postgres://127.0.0.1:5432/test`. Where there is
//! none, its tests say so and pass, unless `FREEBUSY_REQUIRE_POSTGRES` is 1.

#![cfg(test)]

mod cases;
mod crowd;
mod file;
mod power;
mod restored;
mod sample;
mod server;
mod setting;

macro_rules! conformance {
    ($($file:ident: $($case:ident)*;)*) => {
        mod sqlite {
            $($(#[tokio::test(flavor = "multi_thread")]
            async fn $case() {
                crate::$file::$case(&std::sync::Arc::new(crate::setting::sqlite())).await;
            })*)*
        }

        mod postgres {
            $($(#[tokio::test(flavor = "multi_thread")]
            async fn $case() {
                if let Some(setting) = crate::setting::postgres().await.map(std::sync::Arc::new) {
                    crate::$file::$case(&setting).await;
                }
            })*)*
        }
    };
}

conformance! {
    cases:
        an_intent_is_written_leased_and_listed
        the_same_request_again_is_known_with_all_its_records
        a_key_used_for_something_else_is_refused
        a_key_is_a_tenants_own
        overlapping_times_of_one_host_exclude_each_other
        touching_times_of_one_host_do_not
        a_host_is_a_tenants_own
        one_claimed_leg_keeps_the_whole_intent_from_being_written
        given_up_claims_can_be_had_again
        records_come_back_as_they_were
        any_fact_comes_back_as_it_was
        what_an_earlier_epoch_appends_is_refused_and_not_written
        what_an_earlier_epoch_renews_is_refused
        a_lease_keeps_others_away_until_it_ends
        a_worker_takes_its_own_saga_at_once
        a_lease_given_up_is_free_at_once
        an_unknown_saga_is_not_taken
        a_saga_of_another_tenant_is_not_seen
        what_is_not_due_or_driven_is_not_taken
        what_has_been_due_for_longest_is_taken_first
        what_cannot_be_understood_keeps_nobody_from_what_is_due
        a_list_is_latest_first_and_filtered
        a_journal_opened_again_has_everything
        a_write_dropped_halfway_lets_its_lease_write_no_more
        calls_and_answers_are_seen_as_attempts
        later_versions_are_refused;
    crowd:
        of_200_at_once_one_gets_the_slot
        of_200_repetitions_at_once_one_is_new
        crossing_claims_of_many_hosts_end
        each_of_200_due_sagas_goes_to_one_of_64_takers
        many_that_open_a_new_journal_at_once_all_can
        two_who_append_at_once_leave_whole_batches;
}
