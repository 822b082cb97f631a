namespace Panel.Web.DockerApi.Http;

/// <summary>A file's type and permissions in the bits of Go's io/fs, which Docker's JSON uses.</summary>
internal static class GoFileMode
{
    // st_mode, inode(7).
    private const int KindMask = 0xF000;

    /// <param name="mode">st_mode.</param>
    public static uint Of(int mode)
    {
        var kind = (mode & KindMask) switch
        {
            0x4000 => 1u << 31,
            0xA000 => 1u << 27,
            0x6000 => 1u << 26,
            0x2000 => (1u << 26) | (1u << 21),
            0x1000 => 1u << 25,
            0xC000 => 1u << 24,
            _ => 0u,
        };
        var special = ((mode & 0x800) != 0 ? 1u << 23 : 0) | ((mode & 0x400) != 0 ? 1u << 22 : 0) | ((mode & 0x200) != 0 ? 1u << 20 : 0);
        return kind | special | ((uint)mode & 0x1FF);
    }
}
