// Looked at.
/// Whether all mittens are lost.
pub fn all_lost(mittens: &[String]) -> bool {
    mittens.len() == 0
}
