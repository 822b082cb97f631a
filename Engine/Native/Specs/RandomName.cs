using System.Security.Cryptography;

namespace Panel.Engine.Native.Specs;

/// <summary>Generates a name of two words for a container without one.</summary>
internal static class RandomName
{
    private static readonly string[] Qualities =
    [
        "amber", "ancient", "autumn", "bold", "brave", "breezy", "bright", "brisk", "calm", "candid", "cheerful", "clear", "clever", "copper", "coral",
        "cosmic", "crisp", "curious", "dapper", "daring", "deft", "eager", "early", "earnest", "fair", "fleet", "fluent", "fond", "frosty", "gentle",
        "gilded", "glad", "golden", "hardy", "hazel", "honest", "humble", "ivory", "jolly", "keen", "kind", "lively", "lucid", "lunar", "mellow",
        "merry", "mighty", "misty", "modest", "neat", "nimble", "noble", "olive", "patient", "placid", "polite", "proud", "quick", "quiet", "rapid",
        "ready", "royal", "rustic", "scarlet", "serene", "sharp", "silent", "silver", "sleek", "smooth", "snowy", "solar", "steady", "sunny", "swift",
        "tidy", "tranquil", "trusty", "upbeat", "velvet", "vivid", "warm", "wise", "witty", "young", "zesty",
    ];

    private static readonly string[] Things =
    [
        "acorn", "albatross", "anchor", "aspen", "badger", "bamboo", "beacon", "birch", "bison", "brook", "canyon", "cedar", "cloud", "comet", "condor",
        "cove", "crane", "cricket", "delta", "dolphin", "dune", "eagle", "ember", "falcon", "fern", "fjord", "forest", "fox", "gecko", "geyser",
        "glacier", "grove", "harbor", "hawk", "heron", "hill", "ibis", "island", "ivy", "jaguar", "kestrel", "lagoon", "lake", "lantern", "lark",
        "lemur", "lynx", "maple", "marten", "meadow", "mesa", "meteor", "moose", "nebula", "oak", "orchid", "osprey", "otter", "owl", "panda",
        "pebble", "pine", "planet", "plover", "poplar", "puffin", "quartz", "rabbit", "raven", "reef", "ridge", "river", "robin", "sable", "sparrow",
        "spruce", "stork", "summit", "swallow", "thicket", "tiger", "tulip", "valley", "walrus", "willow", "wren",
    ];

    /// <summary>Two words; from the tenth attempt on with a number, so that the attempts end.</summary>
    public static string Next(int attempt)
    {
        var name = $"{Pick(Qualities)}_{Pick(Things)}";
        return attempt < 10 ? name : name + RandomNumberGenerator.GetInt32(1_000_000);
    }

    private static string Pick(string[] words) => words[RandomNumberGenerator.GetInt32(words.Length)];
}
