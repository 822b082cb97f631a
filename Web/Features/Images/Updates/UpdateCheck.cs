using System.Text.Json.Serialization;

namespace Panel.Web.Features.Images.Updates;

/// <summary>A registry's answer for a name, as stored over a restart.</summary>
public sealed record UpdateCheck
{
    /// <summary>The local digests at the time of the check.</summary>
    public IReadOnlyList<string> Local { get; set; } = [];

    /// <summary>The last digest from the registry; null if there is none.</summary>
    public string? Remote { get; set; }

    /// <summary>The time of that answer.</summary>
    public DateTimeOffset? CheckedAt { get; set; }

    /// <summary>The time of the last attempt, whatever its result.</summary>
    public DateTimeOffset? TriedAt { get; set; }

    /// <summary>Why the last attempt failed; null when it did not.</summary>
    public string? Problem { get; set; }
}

/// <summary>Everything that is stored.</summary>
public sealed class UpdateChecks
{
    /// <summary>The checks by image name.</summary>
    public Dictionary<string, UpdateCheck> Names { get; set; } = [];

    /// <summary>Until when a registry must not be asked, by its address.</summary>
    public Dictionary<string, DateTimeOffset> Pauses { get; set; } = [];
}

/// <summary>Serializes the file.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UpdateChecks))]
internal sealed partial class UpdateJson : JsonSerializerContext;
