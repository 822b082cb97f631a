using System.Text.Json.Serialization;

namespace Panel.Web.DockerApi.Models;

/// <summary>Go's <c>struct{}</c>: the value of maps that are sets.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record Empty;
