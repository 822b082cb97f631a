namespace Panel.Data;

/// <summary>Long work of a panel, such as a pull: who asked for it, how far it is, and how it ended. Its log is a file in the panel's data
/// root.</summary>
public sealed class Job
{
    /// <summary>32 random hexadecimal digits, and the name of its log.</summary>
    public required string Id { get; set; }

    /// <summary>Identity of its panel; several may share a PostgreSQL.</summary>
    public required string Panel { get; set; }

    /// <summary>The kind of work, such as <c>image.pull</c>.</summary>
    public required string Kind { get; set; }

    /// <summary>The object of the work, such as an image's name.</summary>
    public required string Target { get; set; }

    /// <summary>The kind of actor who asked for it.</summary>
    public ActorKind ActorKind { get; set; }

    /// <summary>Id of that actor; null for the panel itself.</summary>
    public string? ActorId { get; set; }

    /// <summary>Name of that actor at that time.</summary>
    public required string ActorName { get; set; }

    /// <summary>The state.</summary>
    public JobState State { get; set; }

    /// <summary>When it was asked for, UTC.</summary>
    public DateTime CreatedAt { get; set; }

    /// <summary>When its turn came, UTC; null while it waits, and if it never came.</summary>
    public DateTime? StartedAt { get; set; }

    /// <summary>When it ended, UTC; null until then. For an interrupted one, the time of its last sign of life.</summary>
    public DateTime? EndedAt { get; set; }

    /// <summary>How it ended, in one sentence or two; null until then.</summary>
    public string? Outcome { get; set; }

    /// <summary>Its steps and how far each is, as JSON; null before the first.</summary>
    public string? Steps { get; set; }

    /// <summary>When <see cref="Steps"/> was written last, UTC; null before that.</summary>
    public DateTime? ReportedAt { get; set; }
}

/// <summary>The states of a job.</summary>
public enum JobState
{
    /// <summary>It waits for its turn.</summary>
    Queued = 0,

    /// <summary>It is running.</summary>
    Running = 1,

    /// <summary>It was done.</summary>
    Succeeded = 2,

    /// <summary>It failed.</summary>
    Failed = 3,

    /// <summary>Somebody cancelled it.</summary>
    Cancelled = 4,

    /// <summary>Its panel stopped or died before it ended.</summary>
    Interrupted = 5,
}
