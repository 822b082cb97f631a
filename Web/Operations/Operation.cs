namespace Panel.Web.Operations;

/// <summary>Something that can be done, and the role it takes.</summary>
/// <param name="Name">Name in the audit history, such as <c>container.start</c>.</param>
/// <param name="RequiredRole">The least role that may do it.</param>
/// <param name="FreesSpace">It can make room on a full disk, so it is done although the history has none for it, and is written there afterwards.</param>
public sealed record Operation(string Name, PanelRole RequiredRole, bool FreesSpace = false);
