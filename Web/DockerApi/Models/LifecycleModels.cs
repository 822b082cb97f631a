using System.Text.Json.Serialization;

namespace Panel.Web.DockerApi.Models;

/// <summary>The answer to a wait.</summary>
internal sealed class WaitResponse
{
    public long StatusCode { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WaitError? Error { get; set; }
}

/// <summary>Why a wait has no true exit code.</summary>
internal sealed record WaitError(string Message);

/// <summary>The containers that a prune removed.</summary>
internal sealed record ContainersPruned(List<string>? ContainersDeleted, long SpaceReclaimed);

/// <summary>The answer to an update.</summary>
internal sealed record UpdateResponse(List<string>? Warnings);
