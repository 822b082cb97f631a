using System.Globalization;
using System.Text;
using Panel.Engine.Linux.Files;
using Tmds.Linux;

namespace Panel.Engine.Linux.Processes;

/// <summary>A mapped file of this process (a line of /proc/self/maps, proc_pid_maps(5)).</summary>
public readonly unsafe struct FileMapping
{
    /// <summary>The pages are released at once; private changes are lost, so only for program code (madvise(2)).</summary>
    public const int DontNeed = 4;

    /// <summary>The pages are reclaimed as under memory pressure; changed ones stay, or go to the swap (madvise(2), Linux 5.4).</summary>
    public const int PageOut = 21;

    private readonly ulong _start;
    private readonly ulong _end;

    private FileMapping(ulong start, ulong end, string permissions) => (_start, _end, Permissions) = (start, end, permissions);

    /// <summary>Such as <c>r-xp</c>: read, write, execute, private or shared.</summary>
    public string Permissions { get; }

    /// <summary>The mapped files, in the order of their addresses.</summary>
    /// <exception cref="Kernel.KernelException">There is no /proc.</exception>
    public static List<FileMapping> ReadAll()
    {
        var mappings = new List<FileMapping>();
        foreach (var line in Encoding.UTF8.GetString(RawFile.ReadAll("/proc/self/maps")).Split('\n'))
        {
            // 557e6715e000-557e6730a000 r-xp 00008000 fe:00 5327008   /path
            var fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 6 || !fields[5].StartsWith('/'))
                continue;
            var range = fields[0].Split('-');
            mappings.Add(new FileMapping(Address(range[0]), Address(range[1]), fields[1]));
        }

        return mappings;
    }

    /// <summary>Advises the kernel about the pages. A refusal only costs their memory, so it is not reported.</summary>
    public void Advise(int advice) => _ = LibC.madvise((void*)_start, (size_t)(_end - _start), advice);

    private static ulong Address(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
