using Panel.Engine.Contract;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Security;

internal enum NamespaceModeKind
{
    Private,
    Host,
    Container,
}

/// <summary>Docker's words for a namespace: empty, private, host or container:ID.</summary>
internal readonly record struct NamespaceMode(NamespaceModeKind Kind, string Container)
{
    private const string ContainerPrefix = "container:";

    public static string Of(string containerId) => ContainerPrefix + containerId;

    /// <summary>Everything except host or container:… means private; <see cref="Check"/> validates the words.</summary>
    public static NamespaceMode Parse(string mode) => mode switch
    {
        "host" => new(NamespaceModeKind.Host, ""),
        _ when mode.StartsWith(ContainerPrefix, StringComparison.Ordinal) => new(NamespaceModeKind.Container, mode[ContainerPrefix.Length..]),
        _ => new(NamespaceModeKind.Private, ""),
    };

    public static void Check(string mode, string field, params ReadOnlySpan<string> words)
    {
        if (mode.Length == 0 || (mode != ContainerPrefix && words.Contains(mode))) return;
        if (words.Contains(ContainerPrefix) && mode.StartsWith(ContainerPrefix, StringComparison.Ordinal) && mode.Length > ContainerPrefix.Length) return;
        throw new InvalidInputException($"'{mode}' must be empty or one of: {string.Join(", ", words.ToArray().Select(word => word == ContainerPrefix ? "container:NAME" : word))}.", field);
    }

    public NamespaceSpec Spec(ProcessReference? join) => new()
    {
        Kind = Kind switch
        {
            NamespaceModeKind.Host => NamespaceKind.Host,
            NamespaceModeKind.Container => NamespaceKind.Joined,
            _ => NamespaceKind.Private,
        },
        Join = join,
    };
}
