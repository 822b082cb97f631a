using System.Collections;
using System.Text.Json;
using Panel.Engine.Protocol;
using Panel.Engine.Protocol.Wire;

namespace Panel.Engine.Linux.Tests.Protocol;

public sealed class SpecFileTests
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    [Fact]
    public void Read_OfWrittenSpec_GivesEveryMemberBack()
    {
        var spec = Filled();
        Assert.Equal(Json(spec), Json(SpecFile.Read(SpecFile.Write(spec))));
    }

    [Fact]
    public void Read_OfSpecWithoutOptionalMembers_GivesThemBackEmpty()
    {
        var spec = Filled();
        spec.UserNamespace = null;
        spec.Domainname = null;
        spec.Mounts = [];
        spec.Resources = new ResourceSpec();
        spec.MaskedPaths = [];
        Assert.Equal(Json(spec), Json(SpecFile.Read(SpecFile.Write(spec))));
    }

    [Fact]
    public void Read_OfSpecCutAnywhere_IsRefused()
    {
        var whole = SpecFile.Write(Filled());
        for (var length = 0; length < whole.Length; length++)
            Assert.Throws<InvalidDataException>(() => SpecFile.Read(whole.AsMemory(0, length)));
    }

    [Fact]
    public void Read_OfOtherFile_NamesTheVersion() =>
        Assert.Contains("version", Assert.Throws<InvalidDataException>(() => SpecFile.Read("{\"containerId\":\"x\"}"u8.ToArray())).Message, StringComparison.Ordinal);

    private static ShimSpec Filled()
    {
        var next = 0;
        return (ShimSpec)Value(typeof(ShimSpec), ref next);
    }

    private static string Json(ShimSpec spec) => JsonSerializer.Serialize(spec, s_indented);

    // Another value for every member, so that two that are swapped show.
    private static object Value(Type type, ref int next)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        next++;
        if (type == typeof(string))
            return $"text {next}";
        if (type == typeof(bool))
            return true;
        if (type.IsEnum)
            return Enum.GetValues(type).GetValue(1)!;
        if (type == typeof(double))
            return next + 0.5;
        if (type == typeof(int) || type == typeof(long))
            return Convert.ChangeType(next, type, System.Globalization.CultureInfo.InvariantCulture);
        var made = Activator.CreateInstance(type)!;
        if (made is IList list)
        {
            for (var i = 0; i < 2; i++)
                list.Add(Value(type.GetGenericArguments()[0], ref next));
            return made;
        }

        foreach (var property in type.GetProperties())
            property.SetValue(made, Value(property.PropertyType, ref next));
        return made;
    }
}
