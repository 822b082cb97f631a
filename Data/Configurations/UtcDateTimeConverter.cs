using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Panel.Data.Configurations;

/// <summary>Keeps every <see cref="DateTime"/> in UTC: SQLite stores no kind, and local times would be compared wrongly.</summary>
public sealed class UtcDateTimeConverter() : ValueConverter<DateTime, DateTime>(
    value => ToUtc(value),
    value => DateTime.SpecifyKind(value, DateTimeKind.Utc))
{
    private static DateTime ToUtc(DateTime value) => value.Kind == DateTimeKind.Utc
        ? value
        : throw new InvalidOperationException($"A date of kind {value.Kind} was about to be stored; only UTC is.");
}
