using System.Globalization;

namespace Panel.Web.Features.Audit;

/// <summary>A filter in an address; the page and the export share it.</summary>
/// <param name="Who">Part of the actor's name.</param>
/// <param name="Operation">The beginning of the operation.</param>
/// <param name="Target">Part of the target.</param>
/// <param name="Result">Name of the result.</param>
/// <param name="From">First day, <c>yyyy-MM-dd</c>, UTC.</param>
/// <param name="To">Last day, included.</param>
public sealed record AuditAddress(string? Who, string? Operation, string? Target, string? Result, string? From, string? To)
{
    /// <summary>The filter. Values that cannot be parsed are ignored.</summary>
    public AuditFilter ToFilter() => new()
    {
        Actor = Who,
        Operation = Operation,
        Target = Target,
        Result = EnumName.Parse<AuditResult>(Result),
        From = Day(From),
        Until = Day(To)?.AddDays(1),
    };

    /// <summary>The criteria that are set, as parameters of an address.</summary>
    public IReadOnlyDictionary<string, object?> ToParameters() => new Dictionary<string, object?>
    {
        ["who"] = Given(Who),
        ["operation"] = Given(Operation),
        ["target"] = Given(Target),
        ["result"] = Given(Result),
        ["from"] = Given(From),
        ["to"] = Given(To),
    };

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static DateTime? Day(string? text) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var day) ? day : null;
}
