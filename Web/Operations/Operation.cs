namespace Panel.Web.Operations;

/// <summary>Something that can be done, and the role it takes.</summary>
/// <param name="Name">Name in the audit history, such as <c>container.start</c>.</param>
/// <param name="RequiredRole">The least role that may do it.</param>
public sealed record Operation(string Name, PanelRole RequiredRole);
