using MudBlazor;

namespace Panel.Web.Components.Shared;

/// <summary>What is asked before something is lost.</summary>
/// <param name="Title">The question, such as <c>Remove web?</c>.</param>
/// <param name="Losses">What is lost or happens, a sentence each.</param>
/// <param name="Confirm">Text of the button that does it.</param>
public sealed record Question(string Title, IReadOnlyList<string> Losses, string Confirm)
{
    /// <summary>What it is about, when it is more than one thing.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Text of a box to tick; null without one.</summary>
    public string? Option { get; init; }
}

/// <summary>The answer "yes".</summary>
/// <param name="Option">Whether the box was ticked.</param>
public sealed record Confirmed(bool Option);

/// <summary>Asks questions.</summary>
public static class QuestionDialogs
{
    /// <summary>Asks, and returns null when the answer is no.</summary>
    public static async Task<Confirmed?> AskAsync(this IDialogService dialogs, Question question)
    {
        var dialog = await dialogs.ShowAsync<QuestionDialog>(
            question.Title, new DialogParameters<QuestionDialog> { { view => view.Question, question } });
        return (await dialog.Result)?.Data as Confirmed;
    }
}
