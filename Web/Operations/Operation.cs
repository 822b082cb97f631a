namespace Panel.Web.Operations;

/// <summary>An operation and the role that it needs.</summary>
/// <param name="Name">The name in the audit history, such as <c>container.start</c>.</param>
/// <param name="RequiredRole">The lowest role that may do it.</param>
/// <param name="FreesSpace">Whether it can free space on a full disk; then it is done even without room for the history, and recorded
/// afterwards.</param>
public sealed record Operation(string Name, PanelRole RequiredRole, bool FreesSpace = false);
