namespace Panel.Web.Schedules;

/// <summary>Work at certain times.</summary>
/// <param name="Name">Identifies it within the panel, such as <c>image.updates</c>.</param>
/// <param name="Times">When it is due.</param>
/// <param name="RunAsync">The work. While it runs, its next times pass; a failure is logged, and the next time counts.</param>
public sealed record Schedule(string Name, ScheduleTimes Times, Func<CancellationToken, Task> RunAsync)
{
    /// <summary>Whether it is also due as soon as it is added.</summary>
    public bool AtOnce { get; init; }
}
