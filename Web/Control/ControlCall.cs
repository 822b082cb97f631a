namespace Panel.Web.Control;

/// <summary>One call of the command <c>panel</c>, in the process that does its work.</summary>
/// <param name="Services">Services that act for the Linux user who called.</param>
/// <param name="Arguments">The arguments.</param>
/// <param name="Say">Writes a line to the caller's standard output.</param>
internal sealed record ControlCall(IServiceProvider Services, IReadOnlyList<string> Arguments, Func<string, Task> Say)
{
    /// <summary>An argument; null when it is missing.</summary>
    public string? Argument(int place) => Arguments.Count > place ? Arguments[place] : null;
}
