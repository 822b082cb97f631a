using System.Text.RegularExpressions;

namespace Panel.Engine.Registry.Oci;

/// <summary>Digests of content (OCI image specification, descriptor.md, "Digests"). Only sha256 is used.</summary>
public static partial class OciDigest
{
    /// <summary>Whether the text is a sha256 digest with its algorithm, in lower case.</summary>
    public static bool Is(string? text) => text is not null && Pattern().IsMatch(text);

    [GeneratedRegex(@"\Asha256:[0-9a-f]{64}\z")]
    private static partial Regex Pattern();
}
