using System.Text.RegularExpressions;

namespace Panel.DockerApi.Tests.Copies;

/// <summary>
/// The forms of <c>docker cp</c>: words of its command line, where <c>H/</c> is the host's folder of sources, <c>O/</c> a folder of the form's own on the
/// host, <c>C:</c> the container, <c>C:W/</c> a folder of the form's own in it, and <c>&lt;x</c> and <c>| x</c> what the shell makes of them.
/// </summary>
internal static class CopyForms
{
    // One of each kind is copied to every kind of destination.
    private static readonly string[] Kinds = ["file", "dir", "dir/.", "todir"];

    private static readonly string[] Sources =
    [
        "empty", "todir/", "todir/.", "absfile", "absdir", "absdir/.", "absdir/", "dangling", "dangling/", "dangling/.", "out", "outdir",
        "outdir/.", "loop", "loop/.", "chain", "chain/.",
        "chain/inner", "file/", "file/.", "nosuch", "nosuch/x", "nosuch/.", "file/x", "setuid", "fifo", "'with space'", "dir/../file",
        "todir/../file", "links", "long", "dir/sub/..", "./file", "dir//inner",
    ];

    // Special cases in a directory, and with followed links.
    private static readonly string[] Links = ["tofile", "todir", "todir/.", "absfile", "absdir", "dangling", "loop", "loop/.", "chain", "outdir",
    "out", "links", "file/", "file/."];

    private static readonly string[] Destinations =
    [
        "new", "new/", "new/.", "dir", "dir/", "dir/.", "file", "file/", "file/.", "missing/new", "missing/new/", "tofile", "todir", "todir/",
        "todir/.", "dangling", "dangling/", "loop", "clash", "clash/.", "nondir",
        "chain", "file/x", "../$N/new",
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. from source in Kinds from destination in Destinations select $"C:/s/{source} O/{destination}",
        .. from source in Kinds from destination in Destinations select $"H/{source} C:W/{destination}",
        .. from source in Sources select $"C:/s/{source} O/new",
        .. from source in Sources select $"H/{source} C:W/new",
        .. from source in Links from form in new[] { $"C:/s/{source} O/dir", $"H/{source} C:W/dir" } select form,
        .. from source in Links
           from form in new[] { $"C:/s/{source} O/new", $"H/{source} C:W/new", $"C:/s/{source} O/dir", $"H/{source} C:W/dir" }
           select $"-L {form}",
        .. from source in new[] { "file", "dir", "todir",
        "links" } from form in new[] { $"C:/s/{source} O/new", $"H/{source} C:W/new", $"H/{source} C:W/dir" } select $"-a {form}",
        .. from source in new[] { "file", "dir", "dir/", "dir/.", "tofile", "todir", "todir/", "todir/.", "file/", "dangling", "nosuch", "loop",
        "/", "fifo", "absdir/.", "links" } select $"C:/s/{source} - | tar -tv --numeric-owner --full-time | sort",
        .. from destination in Destinations select $"- C:W/{destination} <H.tar",
        .. from destination in Destinations select $"- C:W/{destination} <empty.tar",
        "-a - C:W/dir <H.tar", "- C:W/dir <none.tar", "- C:W/dir <clash.tar", "- C:W/dir <clashdir.tar", "- C:W/dir <H.tar.gz", "- C:W/dir <H.tar.xz", "- C:W/dir <H.tar.bz2", "- C:W <conflict.tar",
        "C:s/file O/new", "H/file C:w/$N/new", "C:/s/file C:W/new", "H/file O/new", "nosuch:/x O/new", "H/file nosuch:/x", "C: O/new",
        "H/file C:", "C:/ - | tar -t | grep -E '^/?s/' | sort | head -5",
        "C:/. - | tar -t | grep -E '^(./)?s/' | sort | head -5", "C:/../s/file O/new", "H/file C:/../w/$N/new", "C:/s/../../../s/dir O/new",
        "H/file C:/nosuch/deep/x", "H/dir C:/nosuch/deep/x", "H/dir C:/w/$N/file", "H/dir C:W/tofile",
    ];

    /// <summary>A link upwards is like any other link: nothing here follows it out of the container. Docker refuses the whole copy because
    /// of it.</summary>
    public static bool MayDiffer(string form) => Regex.IsMatch(form, @"^H/out(dir)? C:");
}
