using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using Panel.Engine.Contract;

namespace Panel.Web.Hubs;

/// <summary>Converts the engine's errors to errors that a hub's client may read: a code in brackets for programs, then the sentence.</summary>
internal static class HubErrors
{
    /// <summary>Passes on items and converts the source's exceptions.</summary>
    public static async IAsyncEnumerable<T> Translate<T>(IAsyncEnumerable<T> source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var items = source.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await items.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (EngineException refusal)
            {
                throw Translated(refusal);
            }

            yield return items.Current;
        }
    }

    /// <summary>Runs a call and converts its exceptions.</summary>
    public static async Task<T> TranslateAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (EngineException refusal)
        {
            throw Translated(refusal);
        }
    }

    /// <inheritdoc cref="TranslateAsync{T}"/>
    public static Task TranslateAsync(Func<Task> call) => TranslateAsync(async () =>
    {
        await call();
        return true;
    });

    private static HubException Translated(EngineException refusal) => new($"[{Code(refusal)}] {refusal.Message}");

    private static string Code(EngineException refusal) => refusal switch
    {
        ObjectNotFoundException => "not-found",
        ConflictException or ObjectInUseException => "conflict",
        NotPermittedException => "not-permitted",
        InvalidInputException => "invalid",
        _ => "failed",
    };
}
