using System.Text.Json.Serialization;

namespace Panel.Web.DockerApi.Models;

/// <summary>The body of every error.</summary>
internal sealed record ErrorMessage([property: JsonPropertyName("message")] string Message);
