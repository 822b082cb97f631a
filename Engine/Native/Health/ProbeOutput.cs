using System.Text;

namespace Panel.Engine.Native.Health;

/// <summary>The first 4096 bytes of a check's output.</summary>
internal sealed class ProbeOutput
{
    private const int Most = 4096;
    private readonly List<byte> _bytes = [];
    private bool _isCut;

    public void Add(ReadOnlySpan<byte> data)
    {
        var room = Most - _bytes.Count;
        _isCut |= data.Length > room;
        _bytes.AddRange(data[..Math.Min(room, data.Length)]);
    }

    public override string ToString() => Encoding.UTF8.GetString([.. _bytes]) + (_isCut ? "..." : "");
}
