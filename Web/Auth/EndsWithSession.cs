namespace Panel.Web.Auth;

/// <summary>
/// Marks an address whose requests may last: they are cut when their session ends. Not for forms, of which one changes the caller's own password and
/// is still to be answered.
/// </summary>
internal sealed class EndsWithSession;
