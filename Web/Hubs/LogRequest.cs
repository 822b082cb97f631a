using System.Text.Json.Serialization;
using Panel.Engine.Contract;

namespace Panel.Web.Hubs;

/// <summary>The part of a container's log that a client wants. Times are nanoseconds since 1970, written as strings because JavaScript's
/// numbers are exact only up to 2^53.</summary>
public sealed record LogRequest
{
    /// <summary>Id, unique prefix of one, or name.</summary>
    public required string ContainerId { get; init; }

    /// <summary>Continue with new lines, through restarts, until the container is removed.</summary>
    public bool Follow { get; init; } = true;

    /// <summary>Only the last N entries; null means all.</summary>
    public int? Tail { get; init; }

    /// <summary>End after this many entries; null means no limit.</summary>
    public int? Limit { get; init; }

    /// <summary>Lines at or after this time.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public long? Since { get; init; }

    /// <summary>Lines before this time.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public long? Until { get; init; }

    /// <summary>The query for the engine.</summary>
    internal LogQuery ToQuery() => new()
    {
        Follow = Follow,
        Tail = Tail is < 0 ? 0 : Tail,
        SinceUnixNanoseconds = Since,
        UntilUnixNanoseconds = Until,
    };
}

/// <summary>A search in a container's whole log.</summary>
public sealed record LogSearchRequest
{
    /// <summary>Longest term, in UTF-16 code units.</summary>
    public const int MaxTermLength = 1024;

    /// <summary>Id, unique prefix of one, or name.</summary>
    public required string ContainerId { get; init; }

    /// <summary>The text to find, ignoring case.</summary>
    public required string Term { get; init; }
}
