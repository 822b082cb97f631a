using System.Text.Json.Serialization;

namespace Panel.Engine.Protocol;

/// <summary>JSON of the shim protocol: camelCase, enums as names, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ShimSpec))]
[JsonSerializable(typeof(ShimMessage))]
[JsonSerializable(typeof(ShimRequest))]
[JsonSerializable(typeof(ExitRecord))]
public sealed partial class ProtocolJson : JsonSerializerContext;
