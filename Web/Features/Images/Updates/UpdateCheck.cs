using System.Text.Json.Serialization;

namespace Panel.Web.Features.Images.Updates;

/// <summary>What a registry said of a name, as it is kept over a restart.</summary>
public sealed record UpdateCheck
{
    /// <summary>Digests that were here when it was asked.</summary>
    public IReadOnlyList<string> Local { get; set; } = [];

    /// <summary>The digest that it told last; null for none.</summary>
    public string? Remote { get; set; }

    /// <summary>When it told that.</summary>
    public DateTimeOffset? CheckedAt { get; set; }

    /// <summary>When it was last asked, whatever came of it.</summary>
    public DateTimeOffset? TriedAt { get; set; }

    /// <summary>Why the last attempt told nothing; null when it did.</summary>
    public string? Problem { get; set; }
}

/// <summary>All that is kept.</summary>
public sealed class UpdateChecks
{
    /// <summary>By name of the image.</summary>
    public Dictionary<string, UpdateCheck> Names { get; set; } = [];

    /// <summary>Until when a registry wants to be left alone, by its address.</summary>
    public Dictionary<string, DateTimeOffset> Pauses { get; set; } = [];
}

/// <summary>Makes and reads the file.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UpdateChecks))]
internal sealed partial class UpdateJson : JsonSerializerContext;
