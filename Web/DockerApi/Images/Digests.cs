namespace Panel.Web.DockerApi.Images;

/// <summary>Digests as Docker shows them.</summary>
internal static class Digests
{
    /// <summary>The first twelve digits.</summary>
    public static string Short(string digest) => digest[(digest.IndexOf(':', StringComparison.Ordinal) + 1)..][..12];
}
