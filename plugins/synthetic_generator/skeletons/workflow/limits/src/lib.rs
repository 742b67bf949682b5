//! Bounds of {{quantity.words}}, in {{unit.words}}.

/// What a {{noun.words}} may have at most.
pub const MOST: u32 = 120;

/// Whether there is room for one more {{unit.words}}.
pub fn has_room({{quantity}}: u32) -> bool {
%if trap = plus_one & side = start
    MOST >= {{quantity}} + 1
%else
    MOST > {{quantity}}
%end
}

/// Whether two {{plural.words}} differ.
pub fn differ(left: u32, right: u32) -> bool {
%if trap = not_equal & side = start
    !(left == right)
%else
    left != right
%end
}

/// What is left, after a reserve.
pub fn left_over({{quantity}}: u32, reserve: u32) -> u32 {
%if trap = extra_parens & side = start
    let taken = ({{quantity}} + reserve);
%else
    let taken = {{quantity}} + reserve;
%end
    MOST.saturating_sub(taken)
}
%if extra = sum

/// All of them together.
pub fn sum({{parts}}: &[u32]) -> u32 {
    {{parts}}.iter().sum()
}
%elif extra = largest

/// The largest; none of none.
pub fn largest({{parts}}: &[u32]) -> Option<u32> {
    {{parts}}.iter().copied().max()
}
%end

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_ends_at_the_most() {
        assert!(has_room(MOST - 1));
        assert!(!has_room(MOST));
    }

    #[test]
    fn equal_ones_do_not_differ() {
        assert!(differ(3, 4));
        assert!(!differ(4, 4));
    }

    #[test]
    fn a_reserve_is_kept() {
        assert_eq!(left_over(100, 5), 15);
        assert_eq!(left_over(120, 5), 0);
    }
%if extra = sum

    #[test]
    fn sums() {
        assert_eq!(sum(&[4, 5]), 9);
    }
%elif extra = largest

    #[test]
    fn the_largest_wins() {
        assert_eq!(largest(&[4, 7, 5]), Some(7));
        assert_eq!(largest(&[]), None);
    }
%end
}
