using System.Text.Json.Nodes;

namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>The values that a field of each type is tried with, as JSON.</summary>
internal static class Values
{
    private static readonly string[] Numbers =
        ["1", "0", "null", "-1", "-2", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "2147483648", "1.5", "\"1\"", "true", "[]", "{}"];

    private static readonly string[] Texts = ["\"\"", "null", "5", "true", "[]", "{}", "\"nosuch\"", "\"a b\"", "\"\\u0000\"", "\"/\""];
    private static readonly string[] Truths = ["true", "false", "null", "\"true\"", "1", "[]", "{}"];
    private static readonly string[] Lists = ["[]", "null", "[\"\"]", "[null]", "\"\"", "\"nosuch\"", "[1]", "{}", "[\"nosuch\"]", "[\"a\",\"a\"]"];
    private static readonly string[] Objects = ["{}", "null", "{\"\":\"\"}", "{\"k\":\"v\"}", "{\"k\":null}", "{\"k\":{}}", "{\"k\":[]}", "{\"k\":5}", "[]", "\"\"", "5"];

    /// <summary>All values for a field: those that its description names, the ordinary ones of <see cref="Ordinary"/>, and those of its type.</summary>
    public static IEnumerable<string> Of(ApiField field) =>
        field.Values.Select(value => JsonValue.Create(value).ToJsonString()).Concat(Ordinary.Of(field.Path)).Concat(field.Type switch
        {
            "integer" or "number" => Numbers,
            "boolean" => Truths,
            // An inspect of such a container crashes Docker 26.1.5, which then answers nothing more about it.
            "array" when field.Path.EndsWith("Ulimits", StringComparison.Ordinal) => Lists.Where(value => value != "[null]"),
            "array" => Lists,
            "object" => Objects,
            _ => Texts,
        }).Distinct();

    /// <summary>What a parameter of a query is tried with.</summary>
    public static string[] OfQuery(string type) => type switch
    {
        "boolean" => ["1", "0", "true", "false", "True", "no", "none", "", "yes", "%20", "2"],
        "integer" => ["1", "0", "-1", "-2", "2147483648", "9223372036854775808", "x", "", "1.5", "%201"],
        _ => ["", "nosuch", "a%20b", "%2F", "0", "-1", "%00", "%C3%A4"],
    };
}
