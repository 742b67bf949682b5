/// Centimetres above the mark; none below it.
pub fn above(mark: i64, level: i64) -> Option<i64> {
    let rise = level - mark;
    if rise > 0 { Some(rise) } else { None }
}
}
