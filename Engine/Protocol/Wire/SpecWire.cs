namespace Panel.Engine.Protocol.Wire;

/// <summary>
/// The binary form of a <see cref="ShimSpec"/>. Each type has one <c>Transfer</c> method that passes its members in order; a writer takes
/// them, a reader returns them, so the two cannot disagree. Only positions identify members, because the file is only ever read by the shim
/// that was published together with the engine (ADR 0011).
/// </summary>
internal abstract class SpecWire
{
    public abstract long Number(long value);

    public abstract string Text(string value);

    public int Number(int value) => checked((int)Number((long)value));

    public bool Flag(bool value) => Number(value ? 1L : 0L) != 0;

    public double? Real(double? value) => Number(value is { } real ? BitConverter.DoubleToInt64Bits(real) : null) is { } bits ? BitConverter.Int64BitsToDouble(bits) : null;

    public long? Number(long? value) => Flag(value is not null) ? Number(value ?? 0) : null;

    public int? Number(int? value) => (int?)Number((long?)value);

    public string? TextOrNull(string? value) => Flag(value is not null) ? Text(value ?? "") : null;

    public T? ItemOrNull<T>(T? value, Func<T> blank, Action<T, SpecWire> transfer)
        where T : class
    {
        if (!Flag(value is not null))
            return null;
        value ??= blank();
        transfer(value, this);
        return value;
    }

    public List<T> Items<T>(List<T> values, Func<T> blank, Action<T, SpecWire> transfer)
        where T : class
    {
        var count = Number(values.Count);
        for (var i = 0; i < count; i++)
        {
            if (i == values.Count)
                values.Add(blank());
            transfer(values[i], this);
        }

        return values;
    }

    public List<string> Texts(List<string> values)
    {
        var count = Number(values.Count);
        for (var i = 0; i < count; i++)
        {
            if (i == values.Count)
                values.Add(Text(""));
            else
                values[i] = Text(values[i]);
        }

        return values;
    }
}
