using System.Text.Json.Serialization;

namespace Panel.Web.DockerApi.Models;

/// <summary>The answer to a wait.</summary>
internal sealed class WaitResponse
{
    public long StatusCode { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WaitError? Error { get; set; }
}

/// <summary>Why a wait could not be told truthfully.</summary>
internal sealed record WaitError(string Message);

/// <summary>What a prune of containers removed.</summary>
internal sealed record ContainersPruned(List<string>? ContainersDeleted, long SpaceReclaimed);

/// <summary>The answer to an update.</summary>
internal sealed record UpdateResponse(List<string>? Warnings);
