namespace Panel.Web.Auth;

/// <summary>Marks an address that takes uploads, which are cut when their session ends. Not for forms: the one that changes the
/// caller's own password must still be answered.</summary>
internal sealed class EndsWithSession;
