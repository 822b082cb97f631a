using Panel.Engine.Contract;

namespace Panel.Web.Door;

/// <summary>One way in which a container reaches the host past its wall. Whoever may use it is as good as the host's root, so it takes an administrator.</summary>
/// <param name="Field">The property of <see cref="ContainerSpec"/> that opens it, as a path such as <c>Mounts[1].Source</c>.</param>
/// <param name="Reason">What it opens, as the end of a sentence that begins with "because".</param>
public sealed record HostReach(string Field, string Reason);
