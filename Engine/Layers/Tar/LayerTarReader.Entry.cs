using System.Text;

namespace Panel.Engine.Layers.Tar;

public sealed partial class LayerTarReader
{
    private const int MaxSegments = 1 << 18;

    private async ValueTask<LayerEntry> BuildAsync(TarHeader header, PaxRecords pax, string? longName, string? longLink, CancellationToken cancellationToken)
    {
        var name = longName ?? header.Name;
        try
        {
            name = pax.Text("GNU.sparse.name") ?? pax.Text("path") ?? name;
            return await BuildCheckedAsync(header, pax, name, longLink, cancellationToken);
        }
        catch (LayerFaultException fault)
        {
            throw LayerFault.Entry(name, fault.Message, fault);
        }
    }

    private async ValueTask<LayerEntry> BuildCheckedAsync(TarHeader header, PaxRecords pax, string name, string? longLink, CancellationToken cancellationToken)
    {
        var type = TypeOf(header.Type, name);
        var size = type == LayerEntryType.Regular ? pax.Integer("size") ?? header.Size : 0;
        if (size < 0 || size > limits.MaxBytes) throw LayerFault.Invalid($"claims {size} bytes; at most {limits.MaxBytes} are accepted");
        var isDevice = type is LayerEntryType.CharacterDevice or LayerEntryType.BlockDevice;
        var entry = new LayerEntry
        {
            Name = name,
            Type = type,
            LinkName = pax.Text("linkpath") ?? longLink ?? header.LinkName,
            Mode = (uint)(header.Mode & 0xFFF),
            Uid = Id(pax.Integer("uid") ?? header.Uid, "uid"),
            Gid = Id(pax.Integer("gid") ?? header.Gid, "gid"),
            Modified = pax.Time("mtime") ?? new(header.Modified, 0),
            DeviceMajor = isDevice ? (uint)header.DeviceMajor : 0,
            DeviceMinor = isDevice ? (uint)header.DeviceMinor : 0,
            Attributes = pax.Attributes,
            Length = size,
        };
        if (header.Type == 'S') await ReadOldSparseAsync(header, entry, cancellationToken);
        Begin(size);
        if (type == LayerEntryType.Regular && header.Type != 'S') await ReadPaxSparseAsync(pax, entry, cancellationToken);
        if (entry.Segments is { } segments) Check(segments, entry.Length, _remaining);
        return entry;
    }

    // pax: GNU.sparse.major=1 puts the map before the data; 0.1 and 0.0 in the records.
    private async ValueTask ReadPaxSparseAsync(PaxRecords pax, LayerEntry entry, CancellationToken cancellationToken)
    {
        List<long> numbers;
        if (pax.Integer("GNU.sparse.major") == 1) numbers = await ReadSparseMapAsync(cancellationToken);
        else if (pax.Text("GNU.sparse.map") is { } map) numbers = [.. map.Split(',').Select(Number)];
        else if (pax.SparseNumbers.Count > 0) numbers = pax.SparseNumbers;
        else return;
        entry.Length = pax.Integer("GNU.sparse.realsize") ?? pax.Integer("GNU.sparse.size") ?? throw LayerFault.Invalid("is sparse but has no real size");
        if (numbers.Count % 2 != 0) throw LayerFault.Invalid("has a sparse map with an odd count of numbers");
        entry.Segments = [.. numbers.Chunk(2).Select(pair => (pair[0], pair[1]))];
    }

    private async ValueTask<List<long>> ReadSparseMapAsync(CancellationToken cancellationToken)
    {
        List<long> numbers = [];
        var line = new StringBuilder();
        long wanted = 1, consumed = 0;
        while (numbers.Count < wanted)
        {
            if (_remaining == 0) throw LayerFault.Invalid("has a sparse map that ends too early");
            if (_start == _end && !await EnsureAsync(1, cancellationToken)) throw Truncated();
            var letter = (char)_buffer[_start++];
            _remaining--;
            consumed++;
            if (letter != '\n')
            {
                if (line.Append(letter).Length > 20) throw LayerFault.Invalid("has a sparse map that holds no numbers");
                continue;
            }
            numbers.Add(Number(line.ToString()));
            line.Clear();
            if (numbers.Count > 1 || wanted > 1) continue;
            if (numbers[0] > MaxSegments) throw LayerFault.Invalid($"has a sparse map of {numbers[0]} pieces; at most {MaxSegments} are accepted");
            wanted = 1 + numbers[0] * 2;
        }
        numbers.RemoveAt(0);
        var rest = (int)(-consumed & (Block - 1));
        while (rest > 0 && await ReadUpToAsync(rest, cancellationToken) is var count and > 0) rest -= count;
        return numbers;
    }

    private async ValueTask<int> ReadUpToAsync(int most, CancellationToken cancellationToken)
    {
        if (_remaining == 0) return 0;
        if (_start == _end && !await EnsureAsync(1, cancellationToken)) throw Truncated();
        var count = (int)Math.Min(Math.Min(_remaining, _end - _start), most);
        _start += count;
        _remaining -= count;
        return count;
    }

    // Old GNU format: 4 pieces in the header, 21 in each block that follows while the flag says so.
    private async ValueTask ReadOldSparseAsync(TarHeader header, LayerEntry entry, CancellationToken cancellationToken)
    {
        List<(long, long)> segments = [];
        header.AddSegments(segments, 386, 4);
        var more = header.At(482) != 0;
        entry.Length = header.Number(483, 12);
        while (more)
        {
            if (!await EnsureAsync(Block, cancellationToken)) throw Truncated();
            var next = new TarHeader(_buffer.AsSpan(_start, Block));
            _start += Block;
            next.AddSegments(segments, 0, 21);
            more = next.At(504) != 0;
            if (segments.Count > MaxSegments) throw LayerFault.Invalid($"has more than {MaxSegments} sparse pieces");
        }
        entry.Segments = segments;
    }

    private void Check(List<(long Offset, long Length)> segments, long length, long data)
    {
        if (length < 0 || length > limits.MaxBytes) throw LayerFault.Invalid($"claims {length} bytes; at most {limits.MaxBytes} are accepted");
        long position = 0, sum = 0;
        foreach (var (offset, count) in segments)
        {
            if (offset < position || count < 0 || offset > length || count > length - offset) throw LayerFault.Invalid("has a sparse map whose pieces overlap or lie outside the file");
            position = offset + count;
            sum += count;
        }
        if (sum != data) throw LayerFault.Invalid($"has a sparse map of {sum} bytes but {data} bytes of data");
    }

    private static long Number(string text) =>
        long.TryParse(text, System.Globalization.NumberStyles.None, null, out var number) ? number : throw LayerFault.Invalid("has a sparse map that holds no numbers");

    private static uint Id(long value, string what) =>
        value is >= 0 and < uint.MaxValue ? (uint)value : throw LayerFault.Invalid($"has the {what} {value}; 0 to 4294967294 are possible");

    private static LayerEntryType TypeOf(char type, string name) => type switch
    {
        '0' or '7' or '\0' or 'S' => type != 'S' && name.EndsWith('/') ? LayerEntryType.Directory : LayerEntryType.Regular,
        '1' => LayerEntryType.HardLink,
        '2' => LayerEntryType.Symlink,
        '3' => LayerEntryType.CharacterDevice,
        '4' => LayerEntryType.BlockDevice,
        '5' => LayerEntryType.Directory,
        '6' => LayerEntryType.Fifo,
        _ => throw LayerFault.Invalid($"has the type '{type}', which no layer has"),
    };
}
