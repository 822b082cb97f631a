namespace Panel.Web.DockerApi.Images;

/// <summary>Writes digests as Docker shows them.</summary>
internal static class Digests
{
    /// <summary>The first twelve digits of a digest.</summary>
    public static string Short(string digest) => digest[(digest.IndexOf(':', StringComparison.Ordinal) + 1)..][..12];
}
