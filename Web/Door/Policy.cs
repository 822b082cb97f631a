using Panel.Web.Operations;

namespace Panel.Web.Door;

/// <summary>Why the policy does not let somebody do something.</summary>
/// <param name="Reason">One sentence or two, with what would be right.</param>
/// <param name="Field">The property of the request that decides; null when it is the operation itself.</param>
public sealed record Refusal(string Reason, string? Field = null);

/// <summary>Who may do what. No other place decides it.</summary>
public static class Policy
{
    // A refusal is for reading; who leaves the first three out is told of the others.
    private const int MostReasons = 3;

    /// <summary>Why an actor may not do something; null when they may.</summary>
    public static async ValueTask<Refusal?> RefusalAsync(Actor actor, Operation operation, Resource resource, CancellationToken cancellationToken)
    {
        if (!actor.May(operation.RequiredRole)) return new Refusal(Sentence(operation.Name, operation.RequiredRole, actor));
        if (actor.May(PanelRole.Administrator)) return null;
        var reaches = await resource.Reaches(cancellationToken);
        if (reaches.Count == 0) return null;
        var reasons = string.Join("; ", reaches.Take(MostReasons).Select(reach => $"{reach.Reason} ({reach.Field})"));
        var more = reaches.Count > MostReasons ? $"; and {reaches.Count - MostReasons} more" : "";
        return new Refusal($"{operation.Name} needs the role {PanelRole.Administrator} here, and {actor.UserName} has {actor.Role}: {reasons}{more}. Leave that out, or ask an administrator.", reaches[0].Field);
    }

    private static string Sentence(string operation, PanelRole required, Actor actor) => actor.Role is { } role
        ? $"{operation} needs the role {required}; {actor.UserName} has {role}."
        : $"{operation} needs the role {required}; sign in with an account that has it.";
}
