namespace Panel.Engine.Protocol.Wire;

/// <summary>Converts a <see cref="ShimSpec"/> to bytes and back.</summary>
public static class SpecFile
{
    private const long Mark = 0x35_43_45_50_53; // "SPEC5": changes with the order or the meaning of the members.

    public static byte[] Write(ShimSpec spec)
    {
        var writer = new SpecWriter();
        writer.Number(Mark);
        spec.Transfer(writer);
        return writer.ToArray();
    }

    /// <exception cref="InvalidDataException">It is not a spec, has another version, or is incomplete.</exception>
    public static ShimSpec Read(ReadOnlyMemory<byte> data)
    {
        var reader = new SpecReader(data);
        if (data.Length < sizeof(long) || reader.Number(0L) != Mark)
            throw new InvalidDataException("this spec is not of this version of the shim: install the panel and its shim together");
        var spec = ShimSpec.Blank();
        spec.Transfer(reader);
        return reader.IsAtEnd ? spec : throw new InvalidDataException("the spec holds more than this version of the shim reads: install the panel and its shim together");
    }
}
