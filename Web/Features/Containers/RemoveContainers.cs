using MudBlazor;
using Panel.Engine.Contract;
using Panel.Web.Components.Shared;

namespace Panel.Web.Features.Containers;

/// <summary>Asks the user, saying what is lost, and then removes containers.</summary>
public sealed class RemoveContainers(IContainerEngine engine, IDialogService dialogs, ContainerActions actions)
{
    /// <summary>Asks, then removes.</summary>
    /// <returns>False when the answer was no.</returns>
    public async Task<bool> AskAsync(IReadOnlyList<ContainerSummary> containers)
    {
        var details = new List<ContainerDetails>(containers.Count);
        foreach (var container in containers)
        {
            try
            {
                details.Add(await engine.Containers.InspectAsync(container.Id));
            }
            catch (ObjectNotFoundException)
            {
                // It was removed since the page was drawn: nothing is left to lose.
            }
        }

        if (details.Count == 0 || await dialogs.AskAsync(ContainerQuestions.Remove(details)) is not { } answer)
        {
            return false;
        }

        var summaries = details.Select(container => container.Summary).ToList();
        if (summaries.Count == 1)
        {
            return await actions.RemoveAsync(summaries[0], answer.Option);
        }

        await actions.RemoveAllAsync(summaries, answer.Option);
        return true;
    }
}
