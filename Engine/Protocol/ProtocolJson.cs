using System.Text.Json.Serialization;

namespace Panel.Engine.Protocol;

/// <summary>JSON of the messages: camelCase, enums as names, without nulls. For the engine; the shim reads and writes the same lines with
/// <see cref="MessageText"/>, because a serializer would be the larger part of it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ShimMessage))]
[JsonSerializable(typeof(ShimRequest))]
[JsonSerializable(typeof(ExitRecord))]
public sealed partial class ProtocolJson : JsonSerializerContext;
