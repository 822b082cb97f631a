using System.Text;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Shim.Child;

/// <summary>Memory that parent and child share across the clone (MAP_SHARED): the child's program, its strings, and later values of the
/// parent, such as the user. Untouched pages cost nothing.</summary>
internal sealed unsafe class Arena
{
    private readonly byte* _start;
    private readonly nint _size;
    private nint _used;

    public Arena(nint size)
    {
        const int readWrite = 3;
        const int sharedAnonymous = 0x21;
        var memory = Tmds.Linux.LibC.mmap(null, (Tmds.Linux.size_t)(ulong)size, readWrite, sharedAnonymous, -1, 0);
        if ((nint)memory == -1)
            throw new KernelException("mmap", "arena", Errno.ENOMEM);
        _start = (byte*)memory;
        _size = size;
    }

    /// <summary>Zeroed, aligned to 16 bytes.</summary>
    public byte* Allocate(nint size)
    {
        var at = _used;
        _used = (_used + size + 15) & ~15;
        if (_used > _size)
            throw new KernelException("arena", $"the spec needs more than {_size} bytes", Errno.ENOMEM);
        return _start + at;
    }

    public byte* Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        var copy = Allocate(length + 1);
        Encoding.UTF8.GetBytes(value, new Span<byte>(copy, length));
        return copy;
    }

    /// <summary>A null-terminated array of strings with room for more entries after them.</summary>
    public byte** Texts(IReadOnlyList<string> values, int spare = 0)
    {
        var array = (byte**)Allocate((values.Count + spare + 1) * sizeof(nint));
        for (var i = 0; i < values.Count; i++)
            array[i] = Text(values[i]);
        return array;
    }

    /// <summary>An error could only mean that it is not mapped.</summary>
    public void Release() => _ = Tmds.Linux.LibC.munmap(_start, (Tmds.Linux.size_t)(ulong)_size);
}
