using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Panel.Web.DockerApi.Models;

/// <summary>JSON with Docker's names. Like Go, it reads names in any case, ignores unknown ones, and takes the last of two equal ones.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(ErrorMessage))]
[JsonSerializable(typeof(List<Empty>))]
[JsonSerializable(typeof(ContainerCreateRequest))]
[JsonSerializable(typeof(ContainerCreateResponse))]
[JsonSerializable(typeof(List<ContainerSummaryModel>))]
[JsonSerializable(typeof(ContainerInspect))]
[JsonSerializable(typeof(WaitResponse))]
[JsonSerializable(typeof(UpdateRequest))]
[JsonSerializable(typeof(UpdateResponse))]
[JsonSerializable(typeof(ExecCreateRequest))]
[JsonSerializable(typeof(ExecCreateResponse))]
[JsonSerializable(typeof(ExecStartRequest))]
[JsonSerializable(typeof(ExecInspect))]
[JsonSerializable(typeof(TopModel))]
[JsonSerializable(typeof(PathStat))]
[JsonSerializable(typeof(ContainerConfig))]
[JsonSerializable(typeof(CommitResponse))]
[JsonSerializable(typeof(List<ChangeModel>))]
[JsonSerializable(typeof(ContainersPruned))]
[JsonSerializable(typeof(StatsModel))]
[JsonSerializable(typeof(List<ImageSummaryModel>))]
[JsonSerializable(typeof(ImageInspect))]
[JsonSerializable(typeof(List<HistoryModel>))]
[JsonSerializable(typeof(List<ImageDeleted>))]
[JsonSerializable(typeof(ImagesPruned))]
[JsonSerializable(typeof(Progress))]
[JsonSerializable(typeof(AuthConfig))]
[JsonSerializable(typeof(AuthResponse))]
[JsonSerializable(typeof(DistributionInspect))]
[JsonSerializable(typeof(List<SearchResult>))]
[JsonSerializable(typeof(VolumeModel))]
[JsonSerializable(typeof(VolumeCreateRequest))]
[JsonSerializable(typeof(VolumeList))]
[JsonSerializable(typeof(VolumesPruned))]
[JsonSerializable(typeof(NetworkModel))]
[JsonSerializable(typeof(List<NetworkModel>))]
[JsonSerializable(typeof(NetworksPruned))]
[JsonSerializable(typeof(BuildCachePruned))]
[JsonSerializable(typeof(VersionModel))]
[JsonSerializable(typeof(InfoModel))]
[JsonSerializable(typeof(EventModel))]
[JsonSerializable(typeof(DiskUsage))]
internal sealed partial class DockerJson : JsonSerializerContext
{
    /// <summary>Like Go without HTML escaping: readable, and nothing here ever becomes part of a page.</summary>
    public static DockerJson Answers { get; } = new(new JsonSerializerOptions { PropertyNameCaseInsensitive = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new TextListConverter(), new TextMapConverter() } });
}
