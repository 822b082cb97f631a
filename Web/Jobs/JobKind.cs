using Panel.Web.Operations;

namespace Panel.Web.Jobs;

/// <summary>A kind of long work.</summary>
/// <param name="Operation">The operation that it does; its name is the kind's name, and its role is needed to begin it.</param>
/// <param name="Title">What people call it, such as <c>Pull</c>; the target follows.</param>
/// <param name="AtOnce">How many of the kind run at once; others wait for their turn.</param>
public sealed record JobKind(Operation Operation, string Title, int AtOnce)
{
    /// <summary>The name in the database.</summary>
    public string Name => Operation.Name;

    /// <summary>The lowest role that sees such jobs of other people.</summary>
    public PanelRole Readers { get; init; } = PanelRole.Viewer;

    /// <summary>How many may run or wait.</summary>
    public int Most { get; init; } = 20;

    /// <summary>What becomes of a cancelled one, in one sentence.</summary>
    public string WhenCancelled { get; init; } = "It was cancelled.";
}
