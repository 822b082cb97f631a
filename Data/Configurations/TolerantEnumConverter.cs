using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Panel.Data.Configurations;

/// <summary>Stores an enum by name. An unknown name from a newer version is read as <paramref name="unknown"/>, so that one row does not
/// hide all others.</summary>
/// <param name="unknown">The value that grants nothing and claims nothing.</param>
internal sealed class TolerantEnumConverter<TEnum>(TEnum unknown) : ValueConverter<TEnum, string>(
    value => value.ToString(), text => Parse(text, unknown))
    where TEnum : struct, Enum
{
    private static TEnum Parse(string text, TEnum unknown) => Enum.TryParse<TEnum>(text, out var value) && Enum.IsDefined(value) ? value : unknown;
}
