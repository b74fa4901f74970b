//! How a world is peopled.

use freebusy_booking::LegNo;

use crate::party::{Party, Wish, slot};
use crate::provider::{Kind, Provider};
use crate::world::{Ask, What, World};

const MINUTE: i64 = 60_000;

impl World {
    /// Peoples the world: its services, one saga or two, and what persons will want.
    pub(crate) fn settle(&mut self, seed: u64) {
        self.services();
        let all = (0..self.providers.len()).collect();
        self.party(seed, 0, all);
        if self.fate.dice.hit(self.fate.profile.oddities) {
            let shared = |number: &usize| self.providers.get(*number).is_some_and(|it| it.kind != Kind::File);
            let services: Vec<usize> = (0..self.providers.len()).rev().filter(shared).collect();
            self.party(seed, 1, services);
        }
        self.workers = if self.fate.is_scripted() { 2 } else { 1 + self.fate.dice.below(3) };
        self.persons();
    }

    fn services(&mut self) {
        let (least, most) = self.fate.profile.legs;
        let legs = least + self.fate.dice.below(most - least + 1);
        for leg in 0..legs {
            let kind = if self.fate.is_scripted() {
                if leg == 0 { Kind::Calendly } else { Kind::Calcom }
            } else {
                match self.fate.dice.below(20) {
                    0..9 => Kind::Calendly,
                    9..18 => Kind::Calcom,
                    _ => Kind::File,
                }
            };
            let (profile, scripted) = (self.fate.profile, self.fate.is_scripted());
            let provider = Provider::new(kind, &profile, &mut self.fate.dice, slot(0), scripted);
            self.providers.push(provider);
        }
    }

    fn party(&mut self, seed: u64, number: u8, services: Vec<usize>) {
        let scripted = self.fate.is_scripted();
        let dice = &mut self.fate.dice;
        // Two bookings without marks by one attendee cannot be told apart by anybody.
        let told_apart = self.providers.iter().all(Provider::echoes);
        let (mut email, mut tenant, mut shift, mut opened) = (0, "t1", 0, 0);
        if number > 0 {
            email = u8::from(!told_apart || dice.hit(5_000));
            tenant = if dice.hit(5_000) { "t2" } else { "t1" };
            shift = if dice.hit(5_000) { 15 * MINUTE } else { 0 };
            opened = dice.between(0, 3 * MINUTE);
        }
        let patience = if scripted { 5 } else { dice.between(2, 10) };
        let wish = Wish {
            number,
            seed,
            tenant,
            email,
            slot: slot(shift),
            opened,
            deadline: opened + patience * MINUTE,
            replaces: None,
        };
        let party = Party::new(&wish, services, &self.providers, &self.policy);
        self.marks.push(party.intent.mark().into());
        self.parties.push(party);
        self.queue.push(opened, What::Open { party: usize::from(number) });
    }

    fn persons(&mut self) {
        let odd = self.fate.profile.oddities;
        let dice = &mut self.fate.dice;
        let mut ask = |at, ask| self.queue.push(at, What::Ask { party: 0, ask });
        if dice.hit(odd) {
            ask(dice.between(0, 20 * MINUTE), Ask::Cancel);
        }
        if dice.hit(odd) {
            ask(dice.between(30 * MINUTE, 120 * MINUTE), Ask::Audit);
        }
        if dice.hit(odd) {
            ask(dice.between(0, 90 * MINUTE), Ask::Resume);
        }
        if dice.hit(self.fate.profile.stalls) {
            ask(dice.between(0, MINUTE), Ask::Stop);
        }
        if dice.hit(odd / 2) {
            let leg = u8::try_from(dice.below(u32::try_from(self.providers.len()).unwrap_or(1))).unwrap_or(0);
            let at = dice.between(0, 120 * MINUTE);
            self.queue.push(at, What::Undo { party: 0, leg: LegNo(leg) });
        }
    }
}
