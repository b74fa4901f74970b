//! The request's budget while it is spent: nothing is asked that it does not pay for.

use std::num::NonZeroU32;

/// What is left of a budget of requests.
#[derive(Debug)]
pub(crate) struct Purse {
    /// `None` when there is no end to it.
    left: Option<u64>,
}

impl Purse {
    pub(crate) fn new(budget: Option<NonZeroU32>) -> Self {
        Self { left: budget.map(|budget| budget.get().into()) }
    }

    /// Takes `price` out and says true; when there is less left, takes nothing and says false.
    pub(crate) fn pays(&mut self, price: u64) -> bool {
        let Some(left) = self.left else { return true };
        let rest = left.checked_sub(price);
        self.left = Some(rest.unwrap_or(left));
        rest.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_dear_leaves_the_rest_for_what_is_cheaper() {
        let mut purse = Purse::new(NonZeroU32::new(3));
        assert!(purse.pays(2) && !purse.pays(2) && purse.pays(1) && !purse.pays(1) && purse.pays(0));
    }

    #[test]
    fn without_a_budget_everything_is_paid_for() {
        assert!(Purse::new(None).pays(u64::MAX));
    }
}
