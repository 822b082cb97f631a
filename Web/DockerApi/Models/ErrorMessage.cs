using System.Text.Json.Serialization;

namespace Panel.Web.DockerApi.Models;

/// <summary>What every refusal answers.</summary>
internal sealed record ErrorMessage([property: JsonPropertyName("message")] string Message);
