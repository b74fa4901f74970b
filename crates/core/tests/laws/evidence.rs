//! The laws of evidence: the sets are what the blocks say, and offers leave room only where they reach.

use freebusy_core::{Block, BlockKind, Evidence, OfferRole, Offers, SourceId};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::model::{Points, WIDTH, a_length, a_set, an_interval, at, length, spans};

fn a_kind() -> impl Strategy<Value = BlockKind> {
    prop_oneof![
        Just(BlockKind::Busy),
        Just(BlockKind::Tentative),
        Just(BlockKind::Unavailable),
        Just(BlockKind::Unknown),
    ]
}

fn blocks() -> impl Strategy<Value = Vec<Block>> {
    let block = (an_interval(), a_kind(), 0..4_u32).prop_map(|(interval, kind, source)| Block {
        interval,
        kind,
        source: SourceId(source),
        title: None,
    });
    vec(block, 0..12)
}

/// The seconds of all blocks of one kind.
fn seconds(blocks: &[Block], kind: BlockKind) -> Points {
    let of_kind = blocks.iter().filter(|block| block.kind == kind);
    Points::of_intervals(&of_kind.map(|block| block.interval).collect::<Vec<_>>())
}

proptest! {
    #[test]
    fn each_set_holds_the_seconds_of_the_blocks_of_its_kind(hours in a_set(), blocks in blocks()) {
        let evidence = Evidence::new(hours, blocks.clone());
        prop_assert_eq!(spans(evidence.busy()), seconds(&blocks, BlockKind::Busy).runs());
        prop_assert_eq!(spans(evidence.tentative()), seconds(&blocks, BlockKind::Tentative).runs());
        prop_assert_eq!(spans(evidence.unavailable()), seconds(&blocks, BlockKind::Unavailable).runs());
        prop_assert_eq!(spans(evidence.unknown()), seconds(&blocks, BlockKind::Unknown).runs());
    }

    #[test]
    fn no_block_changes_the_hours(hours in a_set(), blocks in blocks()) {
        let evidence = Evidence::new(hours.clone(), blocks);
        prop_assert_eq!(evidence.hours(), &hours);
    }

    #[test]
    fn evidence_keeps_every_block_as_it_was_told(hours in a_set(), blocks in blocks()) {
        let evidence = Evidence::new(hours, blocks.clone());
        prop_assert_eq!(evidence.blocks(), blocks);
    }

    #[test]
    fn evidence_without_its_blocks_decides_as_evidence_with_them(hours in a_set(), blocks in blocks()) {
        let traced = Evidence::new(hours.clone(), blocks.clone());
        let untraced = Evidence::untraced(hours.into(), blocks.iter().map(|block| (block.interval, block.kind)));
        prop_assert!(untraced.blocks().is_empty());
        prop_assert_eq!(untraced.traced(blocks), traced);
    }

    #[test]
    fn the_order_of_the_blocks_does_not_matter_to_the_sets(
        hours in a_set(),
        (blocks, shuffled) in blocks().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
    ) {
        let sets = |blocks| {
            let evidence = Evidence::new(hours.clone(), blocks);
            [evidence.busy(), evidence.tentative(), evidence.unavailable(), evidence.unknown()].map(Clone::clone)
        };
        prop_assert_eq!(sets(blocks), sets(shuffled));
    }

    #[test]
    fn offers_are_sorted_and_each_start_is_there_once(starts in vec(0..WIDTH, 0..20)) {
        let mut once: Vec<i64> = starts.clone();
        once.sort_unstable();
        once.dedup();
        let offers = Offers::new(starts.into_iter().map(at).collect(), length(30), OfferRole::Booked);
        prop_assert_eq!(offers.starts().iter().map(|start| start.as_unix()).collect::<Vec<_>>(), once);
    }

    #[test]
    fn booked_offers_leave_room_at_their_starts_for_their_length_alone(
        starts in vec(0..WIDTH, 0..20), each in a_length(30), asked in a_length(30),
    ) {
        let offers = Offers::new(starts.iter().copied().map(at).collect(), length(each), OfferRole::Booked);
        let offered = Points::of(|second| starts.contains(&second));
        prop_assert_eq!(spans(&offers.room_for(length(each))), offered.runs());
        prop_assert_eq!(offers.room_for(length(asked)).is_empty(), asked != each || starts.is_empty());
    }

    #[test]
    fn consulted_offers_leave_room_where_they_cover_the_meeting(
        starts in vec(0..WIDTH, 0..20), each in a_length(30), asked in a_length(30),
    ) {
        let offers = Offers::new(starts.iter().copied().map(at).collect(), length(each), OfferRole::Consulted);
        let covered = Points::of(|second| starts.iter().any(|start| (*start..start + each).contains(&second)));
        let room = Points::of(|second| covered.has_all(second..second + asked.max(1)));
        prop_assert_eq!(spans(&offers.room_for(length(asked))), room.runs());
    }

    #[test]
    fn adding_offers_changes_no_set(hours in a_set(), blocks in blocks(), starts in vec(0..WIDTH, 0..5)) {
        let open = Evidence::new(hours, blocks);
        let offers = Offers::new(starts.into_iter().map(at).collect(), length(30), OfferRole::Booked);
        let listed = open.clone().with_offers(offers.clone());
        prop_assert_eq!(listed.offers(), &[offers]);
        prop_assert_eq!((listed.hours(), listed.busy()), (open.hours(), open.busy()));
        let others = |evidence: &Evidence| {
            [evidence.tentative().clone(), evidence.unavailable().clone(), evidence.unknown().clone()]
        };
        prop_assert_eq!(others(&listed), others(&open));
    }
}
