using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Panel.Engine.Linux.Files;

namespace Panel.Engine.Linux.Processes;

/// <summary>The resident memory of this process, and ways to release some of it.</summary>
public static partial class ProcessMemory
{
    /// <summary>Resident bytes that belong to no file and no shared memory: the heaps and stacks (/proc/self/statm).</summary>
    /// <exception cref="Kernel.KernelException">There is no /proc.</exception>
    public static long AnonymousBytes
    {
        get
        {
            // The fields, in pages: size resident shared text lib data dt
            var pages = Encoding.ASCII.GetString(RawFile.ReadAll("/proc/self/statm")).Split(' ');
            return (Pages(pages[1]) - Pages(pages[2])) * Environment.SystemPageSize;
        }
    }

    /// <summary>Releases memory that malloc(3) holds but nobody uses (malloc_trim(3)): the runtime and native libraries allocate from it.</summary>
    public static void TrimNativeHeap() => _ = MallocTrim(0);

    /// <summary>Releases the pages of programs and libraries that only this process has mapped. Pages in use are read again from the file.
    /// Changed pages stay, or go to the swap; pages that other processes have also mapped stay.</summary>
    /// <exception cref="Kernel.KernelException">There is no /proc.</exception>
    public static void ReleaseFilePages()
    {
        foreach (var mapping in FileMapping.ReadAll())
        {
            // A writable or executable shared mapping is data, or code that the runtime generated.
            if (mapping.Permissions is "r--s" or [_, _, _, 'p'])
                mapping.Advise(FileMapping.PageOut);
        }
    }

    private static long Pages(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);
}
